import type { PicturePreview } from "../../kit/picture-preview.ts";
import type { ByteRange, OpenObject } from "./driver.ts";
import { focusOf } from "./focus.ts";
import { previewOf } from "./preview.ts";
import { fileNotFound } from "./problems.ts";
import { isPublic } from "./rights.ts";
import type { FileRow } from "./store.ts";
import type { UploadsParts } from "./uploads.ts";

/** What anyone may see: public files and the renditions made of them. */
export function createDelivery({ storage, files }: UploadsParts) {
  async function findIfPublic(key: string): Promise<FileRow | undefined> {
    const row = await files.findByKey(key);
    return row && isPublic(row) ? row : undefined;
  }

  return {
    /** The file that stands at a public address now. @throws `files-not-found` */
    async findPublic(key: string): Promise<FileRow> {
      const row = await findIfPublic(key);
      if (!row) throw fileNotFound();
      return row;
    },

    /** The same, if there is one: asked once more after its bytes went into the cache. */
    findIfPublic,

    focusOf,
    previewOf,

    /** Its bytes, or a piece of them. @throws `files-not-found` */
    async openPublic(row: FileRow, range?: ByteRange): Promise<OpenObject> {
      const object = await storage.open(row.object_key, range && { range });
      if (!object) throw fileNotFound();
      return object;
    },

    /** Something that was made from a file and goes with it when it is cleared away. */
    openRendition: (row: FileRow, name: string): Promise<OpenObject | null> =>
      storage.open(renditionKey(row, name)),

    /** The row with the preview that it may have got since it was read. */
    async withPreview(row: FileRow): Promise<FileRow> {
      const preview = (await files.find(row.id))?.preview ?? row.preview;
      return { ...row, preview };
    },

    /** Answers the row as it is with it. */
    async keepPreview(row: FileRow, preview: PicturePreview): Promise<FileRow> {
      const kept = JSON.stringify(preview);
      await files.keepPreview(row.id, kept);
      return { ...row, preview: kept };
    },

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
