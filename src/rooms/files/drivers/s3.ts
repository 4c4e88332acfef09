import * as z from "zod";
import { contentDisposition } from "../../../kit/content-disposition.ts";
import { defineDriver } from "../../../kit/driver.ts";
import { sendExactly } from "../../../kit/exact-length.ts";
import { vendorRefused } from "../../../kit/vendor-problem.ts";
import { awsBucket, pathStyleBucket } from "../../../protocols/s3/address.ts";
import { createS3Client } from "../../../protocols/s3/client.ts";
import { abortUpload, beginUpload, finishUpload, listParts } from "../../../protocols/s3/multipart.ts";
import * as objects from "../../../protocols/s3/objects.ts";
import { createPresigner } from "../../../protocols/s3/presign.ts";
import { signDownload, signUpload } from "../../../protocols/s3/signed-urls.ts";
import type { PutOptions, StorageDriver } from "../driver.ts";

const settings = z.object({
  AWS_REGION: z.string().min(1),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_S3_BUCKET: z.string().min(3),
  /** What `standard` is kept as: infrequent access costs less to keep and more to read. */
  AWS_S3_STORAGE_CLASS: z.enum(["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING"]).default("STANDARD_IA"),
  /** A store other than AWS that speaks S3 in path style. */
  S3_ENDPOINT: z.url().optional(),
});

const encryption = { "x-amz-server-side-encryption": "AES256" };
/** The most that CopyObject takes (S3 API reference). */
const largestCopy = 5 * 1024 ** 3;

/** Amazon S3, and stores that speak like it. */
export const s3 = defineDriver<StorageDriver>()({
  settings,
  open(settings, world): StorageDriver {
    const { AWS_REGION: region, AWS_S3_BUCKET: name, S3_ENDPOINT: endpoint } = settings;
    const credentials = {
      accessKeyId: settings.AWS_ACCESS_KEY_ID,
      secretAccessKey: settings.AWS_SECRET_ACCESS_KEY,
    };
    const bucket = endpoint ? pathStyleBucket(endpoint, name, region) : awsBucket(name, region);
    const client = createS3Client({ vendor: "s3", bucket, credentials }, world);
    const presign = createPresigner(credentials, region);
    const validity = (expiresIn: number) => ({ bucketUrl: bucket.url, expiresIn, now: world.now() });
    const keptAs = (options: Omit<PutOptions, "size">) => headersOf(options, settings.AWS_S3_STORAGE_CLASS);

    return {
      name: "s3",
      browserOrigins: [new URL(bucket.url).origin],
      head: (key) => objects.headObject(client, key),
      open: (key, options = {}) => objects.getObject(client, key, options),

      async put(key, body, options) {
        const send = (body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>) =>
          client.send({
            method: "PUT",
            key,
            body,
            headers: keptAs(options),
            deadline: transferTime(options.size),
          });
        const response = await (body instanceof ReadableStream
          ? sendExactly(body, options.size, send)
          : send(body));
        await response.body?.cancel();
        const etag = objects.unquote(response.headers.get("ETag") ?? "");
        return { key, size: options.size, type: options.type, etag, storedAt: world.now() };
      },

      async copy(from, to, { ifMatch, ...options }) {
        const { size, type } = options;
        if (size > largestCopy) throw vendorRefused({ detail: copyTooLarge });
        const request = { ifMatch, headers: keptAs(options), deadline: transferTime(size) };
        const copied = await objects.copyObject(client, from, to, request);
        return copied && { key: to, size, type, ...copied };
      },

      delete: (keys) => objects.deleteObjects(client, keys),
      list: (prefix, options = {}) => objects.listObjects(client, prefix, options),

      async signDownload(key, { expiresIn, filename, type, inline = false }) {
        return signDownload(presign, key, { ...validity(expiresIn), filename, type, inline });
      },
      async signUpload(key, { expiresIn, size, type }) {
        return signUpload(presign, key, {
          ...validity(expiresIn),
          size,
          headers: { "content-type": type, ...encryption },
        });
      },
      async signPart(key, uploadId, partNumber, { expiresIn, size }) {
        const query = { partNumber: String(partNumber), uploadId };
        return signUpload(presign, key, { ...validity(expiresIn), size, headers: {}, query });
      },

      beginParts: (key, options) => beginUpload(client, key, keptAs(options)),
      listParts: (key, uploadId) => listParts(client, key, uploadId),
      async finishParts(key, uploadId, parts) {
        await finishUpload(client, key, uploadId, parts);
        return objects.headObject(client, key);
      },
      abortParts: (key, uploadId) => abortUpload(client, key, uploadId),
    };
  },
});

function headersOf(options: Omit<PutOptions, "size">, standard: string): Record<string, string> {
  const { type, storageClass, cacheControl, filename } = options;
  return {
    ...encryption,
    "content-type": type,
    "x-amz-storage-class": storageClass === "infrequent-access" ? "STANDARD_IA" : standard,
    ...(cacheControl && { "cache-control": cacheControl }),
    ...(filename && { "content-disposition": contentDisposition(filename, "attachment") }),
  };
}

/** Milliseconds: ten seconds, and what a slow line of 4 Mbit/s takes for these bytes. */
function transferTime(size: number): number {
  return 10_000 + size / 500;
}

const copyTooLarge = {
  ko: "S3는 5 GiB보다 큰 객체를 한 번에 복사하지 않습니다.",
  en: "S3 does not copy objects of more than 5 GiB at once.",
};
