import type { Caller } from "../../kit/caller.ts";
import { type CollectionName, collectionOf } from "./collections.ts";
import { createCompletion } from "./completion.ts";
import { createDelivery } from "./delivery.ts";
import type { OpenObject, SignedRequest } from "./driver.ts";
import { nameWithEnding, sanitizeFilename } from "./filename.ts";
import { focusColumns } from "./focus.ts";
import { fileNotFound, noPicture, notRestorable } from "./problems.ts";
import { createRetention, RESTORABLE } from "./retention.ts";
import { isPublic, requireRead, requireReadable, requireWrite } from "./rights.ts";
import type { FileChanges, Focus, NewUpload } from "./schema.ts";
import type { FileRow } from "./store.ts";
import { createTrail } from "./trail.ts";
import { incomingKey } from "./upload-plan.ts";
import { createUploads, type Uploader, type UploadsParts } from "./uploads.ts";
import { createWithdrawal, type WithdrawalParts } from "./withdrawal.ts";

/** Seconds that a download URL holds. */
const DOWNLOAD_FOR = 60 * 60;

export type FilesParts = UploadsParts & WithdrawalParts;

/** Files and their collections: what goes in, what comes out, and to whom. */
export function createFilesService(parts: FilesParts) {
  const { storage, files, world } = parts;
  const uploads = createUploads(parts);
  const { withdraw, uncache } = createWithdrawal(parts);
  const completeUpload = createCompletion(parts, withdraw);
  const trail = createTrail(parts.audit);

  async function readable(caller: Caller, id: string): Promise<FileRow> {
    return requireReadable(caller, await files.find(id));
  }

  /** As `readable`, of a file whose content is to be had. */
  async function available(caller: Caller, id: string): Promise<FileRow> {
    const row = await readable(caller, id);
    if (row.deleted_at !== null) throw fileNotFound();
    return row;
  }

  async function writable(caller: Caller, id: string): Promise<FileRow> {
    const row = await readable(caller, id);
    requireWrite(caller, collectionOf(row.collection));
    return row;
  }

  /** Changes a file, and tells the audit log who did. */
  const change = (caller: Caller, action: string, row: FileRow, changes: Partial<FileRow>) => [
    files.update(row, changes),
    ...trail(caller.id, action, row, changes),
  ];

  async function finish(uploader: Uploader, id: string): Promise<FileRow> {
    const { file, replaced } = await completeUpload(await uploads.own(uploader.caller, id), uploader.origin);
    await uncache(replaced);
    return file;
  }

  const service = {
    beginUpload: uploads.begin,
    seeUpload: uploads.see,
    giveParts: uploads.giveParts,
    completeUpload: finish,

    /** Takes a whole file as a stream of exactly `input.size` bytes. */
    async uploadFile(
      uploader: Uploader,
      input: NewUpload,
      body: ReadableStream<Uint8Array>,
    ): Promise<FileRow> {
      const row = await uploads.announce(uploader, input);
      await storage.put(incomingKey(row.id), body, { size: input.size, type: input.contentType });
      return finish(uploader, row.id);
    },

    /** As `uploadFile`, for pictures: the file has width, height and format. */
    async uploadImage(uploader: Uploader, input: NewUpload, body: ReadableStream<Uint8Array>) {
      const row = await service.uploadFile(uploader, input, body);
      return { file: row, width: row.width, height: row.height, format: row.type.replace("image/", "") };
    },

    /** A URL that downloads the file under its own name, for an hour. */
    async getPresignedDownloadUrl(caller: Caller, id: string, origin: string): Promise<SignedRequest> {
      const row = await available(caller, id);
      const { name, type, object_key: key } = row;
      return storage.signDownload(key, { filename: name, type, expiresIn: DOWNLOAD_FOR, origin });
    },

    /** The file stays restorable for 30 days; it is out of the cache when this returns. Twice is harmless. */
    async deleteFile(caller: Caller, id: string): Promise<FileRow> {
      const row = await writable(caller, id);
      const changes = { deleted_at: row.deleted_at ?? world.now() };
      if (row.deleted_at === null) await withdraw(change(caller, "file.delete", row, changes), [row]);
      await uncache([row]);
      return { ...row, ...changes };
    },

    async fileExists(key: string): Promise<boolean> {
      const row = await files.findByKey(key);
      return row !== undefined && row.deleted_at === null;
    },

    /** Newest first. */
    async listFiles(
      caller: Caller,
      filter: { collection: CollectionName; search?: string | undefined; deleted: boolean; limit: number },
      after: { createdAt: number; id: string } | null,
    ): Promise<FileRow[]> {
      requireRead(caller, collectionOf(filter.collection));
      const search = filter.search?.normalize("NFC").toLowerCase() ?? null;
      return files.list({ ...filter, search, after });
    },

    /** The address at which anyone may see the file; null when nobody may. */
    getPublicUrl: (row: FileRow, origin: string): string | null =>
      isPublic(row) ? `${origin}/files/${row.object_key}` : null,

    getFile: readable,
    getAvailableFile: available,

    /** Renames, hides or shows a file; what is hidden is out of the cache when this returns. */
    async changeFile(caller: Caller, id: string, { name, hidden }: FileChanges): Promise<FileRow> {
      const row = await writable(caller, id);
      const clean = name === undefined ? row.name : nameWithEnding(sanitizeFilename(name), row.type);
      const hiddenAt = hidden === false ? null : (row.hidden_at ?? world.now());
      const changes = {
        name: clean,
        name_folded: clean.toLowerCase(),
        hidden_at: hidden === undefined ? row.hidden_at : hiddenAt,
      };
      await withdraw(change(caller, "file.change", row, changes), [row]);
      await uncache([row]);
      return { ...row, ...changes };
    },

    /**
     * Says which point of a picture its crops keep in the middle; null leaves that to the picture's own. Crops made
     * before are out of the cache when this returns.
     * @throws `files-no-picture`
     */
    async focusFile(caller: Caller, id: string, focus: Focus | null): Promise<FileRow> {
      const row = await writable(caller, id);
      if (row.width === null) throw noPicture();
      const changes = focusColumns(focus);
      await withdraw(change(caller, "file.focus", row, changes), [row]);
      await uncache([row]);
      return { ...row, ...changes };
    },

    /** Brings a deleted file back; one that was replaced changes places with what replaced it. */
    async restoreFile(caller: Caller, id: string): Promise<FileRow> {
      const row = await writable(caller, id);
      if (row.deleted_at === null || row.deleted_at <= world.now() - RESTORABLE) throw notRestorable();
      const successor = row.replaced_by === null ? undefined : await files.find(row.replaced_by);
      if (successor && successor.replaced_by !== null && successor.replaced_by !== id) throw notRestorable();
      const changes = { deleted_at: null, replaced_by: null };
      const stepAside = successor && successor.deleted_at === null;
      const steps = change(caller, "file.restore", row, changes);
      if (stepAside) {
        const aside = { deleted_at: world.now(), replaced_by: id };
        steps.push(...change(caller, "file.replace", successor, aside));
      }
      const gone = stepAside ? [successor] : [];
      await withdraw(steps, gone);
      await uncache(gone);
      return { ...row, ...changes };
    },

    /** The bytes of a file that the caller may see. */
    async openFile(caller: Caller, id: string): Promise<{ row: FileRow; object: OpenObject }> {
      const row = await available(caller, id);
      const object = await storage.open(row.object_key);
      if (!object) throw fileNotFound();
      return { row, object };
    },

    ...createDelivery(parts),
    ...createRetention(parts),
  };
  return service;
}

export type FilesService = ReturnType<typeof createFilesService>;
