import type { ByteRange, OpenObject } from "./driver.ts";
import { fileNotFound } from "./problems.ts";
import { isPublic } from "./rights.ts";
import type { FileRow } from "./store.ts";
import type { UploadsParts } from "./uploads.ts";

/** What anyone may see: public files and the renditions made of them. */
export function createDelivery({ storage, files }: UploadsParts) {
  /** The file that stands at a public address now. @throws `files-not-found` */
  async function findPublic(key: string): Promise<FileRow> {
    const row = await files.findByKey(key);
    if (!row || !isPublic(row)) throw fileNotFound();
    return row;
  }

  return {
    findPublic,

    /** Its bytes, or a piece of them. @throws `files-not-found` */
    async openPublic(row: FileRow, range?: ByteRange): Promise<OpenObject> {
      const object = await storage.open(row.object_key, range && { range });
      if (!object) throw fileNotFound();
      return object;
    },

    /** Whether the file may still be seen: asked once more after its bytes went into the cache. */
    async isStillPublic(key: string): Promise<boolean> {
      const row = await files.findByKey(key);
      return row !== undefined && isPublic(row);
    },

    /** Something that was made from a file and goes with it when it is cleared away. */
    openRendition: (row: FileRow, name: string): Promise<OpenObject | null> =>
      storage.open(renditionKey(row, name)),

    async keepRendition(
      row: FileRow,
      name: string,
      body: Uint8Array<ArrayBuffer>,
      type: string,
    ): Promise<void> {
      await storage.put(renditionKey(row, name), body, { size: body.byteLength, type });
    },
  };
}

/** Everything below this prefix was made from the object and goes with it. */
export function renditionPrefix(objectKey: string): string {
  return `renditions/${objectKey}/`;
}

function renditionKey(row: FileRow, name: string): string {
  return renditionPrefix(row.object_key) + name;
}
