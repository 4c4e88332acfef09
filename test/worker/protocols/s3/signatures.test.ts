import { expect, test } from "vitest";
import { encodeKey } from "../../../../src/protocols/s3/address.ts";
import { createS3Client } from "../../../../src/protocols/s3/client.ts";
import { createPresigner } from "../../../../src/protocols/s3/presign.ts";
import { signUpload } from "../../../../src/protocols/s3/signed-urls.ts";
import vectors from "../../../vectors/sigv4-s3.json";

const { accessKeyId, secretAccessKey, region, bucketUrl } = vectors;
const credentials = { accessKeyId, secretAccessKey };
const now = Date.parse(vectors.time);
const presign = createPresigner(credentials, region);
const signatureOf = (url: string) => new URL(url).searchParams.get("X-Amz-Signature");

test.each(vectors.requests)(
  "the signature in the header of “$name” is Amazon's",
  async ({ query, signature }) => {
    let authorization: string | null = null;
    const world = {
      now: () => now,
      random: (length: number) => new Uint8Array(length),
      log: { info() {}, warn() {}, error() {} },
      async fetch(_url: unknown, init?: RequestInit) {
        authorization = new Headers(init?.headers).get("Authorization");
        return new Response();
      },
    };
    const bucket = { name: "examplebucket", url: bucketUrl, region };
    await createS3Client({ vendor: "s3", bucket, credentials }, world).send({
      method: "GET",
      query: query as Record<string, string>,
    });
    expect(authorization).toContain(`Credential=${accessKeyId}/20130524/us-east-1/s3/aws4_request`);
    expect(authorization).toMatch(new RegExp(`Signature=${signature}$`));
  },
);

test("the signature in a URL is Amazon's", () => {
  const { key, expiresIn, signature } = vectors.download;
  const url = presign({ method: "GET", url: `${bucketUrl}/${encodeKey(key)}`, expiresIn, now });
  expect(signatureOf(url)).toBe(signature);
});

test.each(vectors.uploads)(
  "the signature of an upload to $key pins length and type",
  ({ key, size, type, expiresIn, path, signature }) => {
    const signed = signUpload(presign, key, {
      bucketUrl,
      expiresIn,
      now,
      size,
      headers: { "content-type": type },
    });
    expect(new URL(signed.url).pathname).toBe(path);
    expect(signatureOf(signed.url)).toBe(signature);
  },
);

test("the key of a day is not used on the next", () => {
  const on = (day: number) =>
    presign({ method: "GET", url: `${bucketUrl}/k`, expiresIn: 60, now: now + day * 86_400_000 });
  const fresh = createPresigner(credentials, region);
  const expected = fresh({ method: "GET", url: `${bucketUrl}/k`, expiresIn: 60, now: now + 86_400_000 });
  expect([on(0), on(1)][1]).toBe(expected);
});

test.each(["", ".", "..", "a/../b", "a/./b"])("the key %j has no URL of its own and is refused", (key) => {
  expect(() => encodeKey(key)).toThrow(RangeError);
});
