import { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "vitest";
import { encodeKey } from "../../../src/protocols/s3/address.ts";
import { createPresigner, type Permission } from "../../../src/protocols/s3/presign.ts";

const accessKeyId = "AKIAIOSFODNN7EXAMPLE";
const secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const credentials = { accessKeyId, secretAccessKey };
const region = "ap-northeast-2";
const now = Date.UTC(2026, 10, 22, 12, 34, 56);
const presign = createPresigner(credentials, region);
const sdk = new S3Client({
  region,
  credentials,
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
});

type Command = GetObjectCommand | PutObjectCommand | UploadPartCommand;
type Case = { command: Command; permission: Pick<Permission, "method" | "query" | "headers"> };

const disposition = `attachment; filename="__.hwp"; filename*=UTF-8''%ED%95%9C%EA%B8%80.hwp`;
const keys = [
  "a.pdf",
  "documents/2026/11/0199-x.hwp",
  "with space+(plus)!*'.txt",
  "한글/파일.hwp",
  "~a_b-c.d",
];

const cases: Record<string, (object: { Bucket: string; Key: string }) => Case> = {
  "a download": (object) => ({
    command: new GetObjectCommand(object),
    permission: { method: "GET", query: { "x-id": "GetObject" } },
  }),
  "a named download": (object) => ({
    command: new GetObjectCommand({ ...object, ResponseContentDisposition: disposition }),
    permission: {
      method: "GET",
      query: { "x-id": "GetObject", "response-content-disposition": disposition },
    },
  }),
  "an upload": (object) => ({
    command: new PutObjectCommand({ ...object, ContentType: "image/png", ContentLength: 12_345 }),
    permission: {
      method: "PUT",
      query: { "x-id": "PutObject" },
      headers: { "content-type": "image/png", "content-length": "12345" },
    },
  }),
  "a part": (object) => ({
    command: new UploadPartCommand({ ...object, UploadId: "u/+=1", PartNumber: 7, ContentLength: 5 }),
    permission: {
      method: "PUT",
      query: { "x-id": "UploadPart", uploadId: "u/+=1", partNumber: "7" },
      headers: { "content-type": "application/octet-stream", "content-length": "5" },
    },
  }),
};

const combined = Object.entries(cases).flatMap(([name, make]) => keys.map((key) => ({ name, key, make })));

test.each(combined)("$name of $key is signed as by the AWS SDK", async ({ key, make }) => {
  const { command, permission } = make({ Bucket: "tov", Key: key });
  const signableHeaders = new Set(["content-type", "content-length"]);
  const theirs = await getSignedUrl(sdk, command as GetObjectCommand, {
    expiresIn: 300,
    signingDate: new Date(now),
    signableHeaders,
  });
  const ours = presign({
    ...permission,
    query: { ...permission.query, "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" },
    url: `https://tov.s3.ap-northeast-2.amazonaws.com/${encodeKey(key)}`,
    expiresIn: 300,
    now,
  });
  expect(sorted(ours)).toBe(sorted(theirs));
});

function sorted(address: string): string {
  const url = new URL(address);
  url.searchParams.sort();
  return url.href;
}
