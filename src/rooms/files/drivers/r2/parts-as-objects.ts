import type { StorageDriver, UploadedPart } from "../../driver.ts";

type Parts = Pick<StorageDriver, "signPart" | "listParts" | "finishParts" | "abortParts">;

/**
 * Uploads in parts for development: wrangler's S3 API takes parts and cannot list them, so nobody could resume or finish.
 * Here a part is an object of its own, `<key>/<upload>/00001`, until all are joined.
 */
export function partsAsObjects(bucket: R2Bucket, driver: StorageDriver): Parts {
  const below = (key: string, uploadId: string) => `${key}/${uploadId}/`;
  const partKey = (key: string, uploadId: string, partNumber: number) =>
    below(key, uploadId) + String(partNumber).padStart(5, "0");

  async function objectsOf(key: string, uploadId: string) {
    const objects: Awaited<ReturnType<StorageDriver["list"]>>["objects"] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await driver.list(below(key, uploadId), cursor === undefined ? {} : { cursor });
      objects.push(...page.objects);
      cursor = page.cursor;
    }
    return objects;
  }

  async function clear(key: string, uploadId: string): Promise<void> {
    await driver.delete((await objectsOf(key, uploadId)).map((object) => object.key));
  }

  return {
    signPart: (key, uploadId, partNumber, options) =>
      driver.signUpload(partKey(key, uploadId, partNumber), { ...options, type: "application/octet-stream" }),

    async listParts(key, uploadId) {
      const objects = await objectsOf(key, uploadId);
      return objects.map(
        ({ key, etag, size }): UploadedPart => ({ partNumber: Number(key.slice(-5)), etag, size }),
      );
    },

    async finishParts(key, uploadId, parts) {
      const upload = bucket.resumeMultipartUpload(key, uploadId);
      const joined: Parameters<StorageDriver["finishParts"]>[2][number][] = [];
      for (const { partNumber, etag } of parts) {
        const part = await driver.open(partKey(key, uploadId, partNumber), { ifMatch: etag });
        // Finished before, or not as it arrived.
        if (!part) return driver.head(key);
        joined.push(await upload.uploadPart(partNumber, part.body));
      }
      const finished = await driver.finishParts(key, uploadId, joined);
      if (finished) await clear(key, uploadId);
      return finished;
    },

    async abortParts(key, uploadId) {
      await clear(key, uploadId);
      await driver.abortParts(key, uploadId);
    },
  };
}
