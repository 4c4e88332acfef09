import { contentDisposition } from "../../../kit/content-disposition.ts";
import { inTime } from "../../../kit/deadline.ts";
import { defineDriver } from "../../../kit/driver.ts";
import { sendExactly } from "../../../kit/exact-length.ts";
import { createS3Client } from "../../../protocols/s3/client.ts";
import { listParts } from "../../../protocols/s3/multipart.ts";
import { createPresigner } from "../../../protocols/s3/presign.ts";
import { signDownload, signUpload } from "../../../protocols/s3/signed-urls.ts";
import type { PutOptions, SignOptions, StorageDriver, StoredObject } from "../driver.ts";
import { fail, isNotTheseParts, PATIENCE, problemOf, reach } from "./r2/failures.ts";
import { partsAsObjects } from "./r2/parts-as-objects.ts";
import { isLocal, s3Side, settings } from "./r2/settings.ts";

/** How fast R2 copies within itself at the very least. */
const BYTES_A_MILLISECOND = 5_000;

/**
 * Cloudflare R2. Bytes go through the binding; what the binding cannot do, signing and listing parts, through the S3
 * API of the same bucket. An upload in parts may be worked on from both sides (R2 Workers API reference).
 */
export const r2 = defineDriver<StorageDriver>()({
  settings,
  open(settings, world): StorageDriver {
    const bucket = settings.FILES_BUCKET;
    const { credentials, bucketFor } = s3Side(settings);
    const presign = createPresigner(credentials, "auto");
    const validity = ({ origin, expiresIn }: SignOptions) => ({
      bucketUrl: bucketFor(origin).url,
      expiresIn,
      now: world.now(),
    });

    const driver: StorageDriver = {
      name: "r2",
      browserOrigins: isLocal(settings) ? [] : [new URL(bucketFor("").url).origin],

      async head(key) {
        const object = await reach(() => bucket.head(key));
        return object && describe(object);
      },

      async open(key, { range, ifMatch } = {}) {
        const conditions = { ...(range && { range }), ...(ifMatch && { onlyIf: { etagMatches: ifMatch } }) };
        const object = await reach(() => bucket.get(key, conditions));
        return object && "body" in object
          ? { ...describe(object), body: (object as R2ObjectBody).body }
          : null;
      },

      async put(key, body, options) {
        const send = (body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>) =>
          bucket.put(key, body, keptAs(options));
        if (!(body instanceof ReadableStream)) return describe(await reach(() => send(body)));
        // However long the sender takes: `sendExactly` sees to it that R2 takes what has come.
        const sendStream = (exact: ReadableStream<Uint8Array>) => send(exact).catch(fail);
        return describe(await sendExactly(body, options.size, sendStream));
      },

      // The body is that of the version which was opened, whatever is put under its key meanwhile. It runs from R2 to
      // R2 without passing through JavaScript.
      async copy(from, to, { ifMatch, ...options }) {
        const source = await driver.open(from, { ifMatch });
        const time = PATIENCE + (source?.size ?? 0) / BYTES_A_MILLISECOND;
        return source && describe(await reach(() => bucket.put(to, source.body, keptAs(options)), time));
      },

      async delete(keys) {
        for (let start = 0; start < keys.length; start += 1000) {
          await reach(() => bucket.delete(keys.slice(start, start + 1000)));
        }
      },

      async list(prefix, { cursor, limit = 1000 } = {}) {
        const page = await reach(() =>
          bucket.list({ prefix, limit, ...(cursor !== undefined && { cursor }) }),
        );
        return { objects: page.objects.map(describe), cursor: page.truncated ? page.cursor : null };
      },

      async signDownload(key, { filename, type, inline = false, ...time }) {
        return signDownload(presign, key, { ...validity(time), filename, type, inline });
      },
      async signUpload(key, { size, type, ...time }) {
        return signUpload(presign, key, { ...validity(time), size, headers: { "content-type": type } });
      },
      async signPart(key, uploadId, partNumber, { size, ...time }) {
        const query = { partNumber: String(partNumber), uploadId };
        return signUpload(presign, key, { ...validity(time), size, headers: {}, query });
      },

      async beginParts(key, options) {
        return (await reach(() => bucket.createMultipartUpload(key, keptAs(options)))).uploadId;
      },
      async listParts(key, uploadId, { origin }) {
        return listParts(
          createS3Client({ vendor: "r2", bucket: bucketFor(origin), credentials }, world),
          key,
          uploadId,
        );
      },
      async finishParts(key, uploadId, parts) {
        const inOrder = parts.toSorted((a, b) => a.partNumber - b.partNumber);
        try {
          return describe(
            await inTime(bucket.resumeMultipartUpload(key, uploadId).complete(inOrder), PATIENCE),
          );
        } catch (error) {
          if (!isNotTheseParts(error)) throw problemOf(error);
          return driver.head(key);
        }
      },
      async abortParts(key, uploadId) {
        await inTime(bucket.resumeMultipartUpload(key, uploadId).abort(), PATIENCE).catch(
          (error: unknown) => {
            if (!isNotTheseParts(error)) throw problemOf(error);
          },
        );
      },
    };
    return isLocal(settings) ? { ...driver, ...partsAsObjects(bucket, driver) } : driver;
  },
});

function keptAs({ type, storageClass, cacheControl, filename }: Omit<PutOptions, "size">) {
  return {
    httpMetadata: {
      contentType: type,
      ...(cacheControl && { cacheControl }),
      // The local S3 API knows no response-content-disposition, so there this is the name a download comes back with.
      ...(filename && { contentDisposition: contentDisposition(filename, "attachment") }),
    },
    storageClass: storageClass === "infrequent-access" ? "InfrequentAccess" : "Standard",
  };
}

function describe({ key, size, etag, httpMetadata, uploaded }: R2Object): StoredObject {
  const type = httpMetadata?.contentType ?? "application/octet-stream";
  return { key, size, etag, type, storedAt: uploaded.getTime() };
}
