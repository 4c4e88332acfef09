import { databaseConflict, databaseGuardFailed } from "../../platform/database/problems.ts";
import { createArrival } from "./arrival.ts";
import { collectionOf } from "./collections.ts";
import type { StoredObject } from "./driver.ts";
import { nameWithEnding } from "./filename.ts";
import type { Inspected } from "./inspection.ts";
import { changedMeanwhile, fileNotFound, uploadExpired } from "./problems.ts";
import { toProblem } from "./refusal.ts";
import type { FileRow } from "./store.ts";
import { createTrail } from "./trail.ts";
import type { UploadRow } from "./upload-store.ts";
import type { UploadsParts } from "./uploads.ts";
import type { Withdrawal } from "./withdrawal.ts";

/** The file that an upload became, and those that have stood in its place. */
export interface Completed {
  file: FileRow;
  replaced: FileRow[];
}

/**
 * The second half of an upload: from bytes in `incoming/` to a file. What was checked is copied at the ETag that it was
 * checked at, so bytes that are swapped meanwhile never get in. Doing it twice, at once or after a crash, makes one file.
 */
export function createCompletion(parts: UploadsParts, withdraw: Withdrawal["withdraw"]) {
  const { storage, files, uploads, database, world } = parts;
  const { arrived, check } = createArrival(parts);
  const trail = createTrail(parts.audit);

  return async function complete(row: UploadRow, origin: string): Promise<Completed> {
    if (row.state === "done") return done(row);
    if (row.state === "refused") throw toProblem(row.refusal);
    if (row.expires_at <= world.now()) throw uploadExpired();
    const object = await arrived(row, origin);
    const inspected = await check(row, object);
    return settle({ ...row, name: nameWithEnding(row.name, inspected.type) }, object, inspected);
  };

  /** Names again what was replaced: perhaps nobody has got round to taking it out of the cache. */
  async function done(row: UploadRow): Promise<Completed> {
    const file = await files.find(row.file_id ?? "");
    if (!file) throw fileNotFound();
    return { file, replaced: await lineOf(row) };
  }

  /** The file to be replaced, what has replaced that since it was announced, and so on: the last one stands there now. */
  async function lineOf(row: UploadRow): Promise<FileRow[]> {
    const line: FileRow[] = [];
    for (let id = row.replaces; id !== null; id = line.at(-1)?.replaced_by ?? null) {
      const file = await files.find(id);
      if (!file) break;
      line.push(file);
    }
    return line;
  }

  async function settle(row: UploadRow, object: StoredObject, inspected: Inspected): Promise<Completed> {
    try {
      const claimed = await claim(await clearAttempt(row), keyFor(row, inspected.extension));
      const completed = await copyAndRecord(claimed, object, inspected);
      await storage.delete([object.key]);
      return completed;
    } catch (error) {
      return overtaken(row, error);
    }
  }

  /**
   * Clears away what an attempt that broke off has copied. It is shut out first, so that it cannot make a file of that
   * any more, and forgotten last, so that a crash on the way leaves nothing that nobody knows of.
   */
  async function clearAttempt(row: UploadRow): Promise<UploadRow> {
    if (row.object_key === null) return row;
    const shut = await claim(row, row.object_key);
    await storage.delete([row.object_key]);
    return shut;
  }

  /** Notes the key before anything is copied there. Attempts that have read the row before fail from now on. */
  async function claim(row: UploadRow, objectKey: string): Promise<UploadRow & { object_key: string }> {
    await database.atomically([uploads.update(row, { object_key: objectKey })]);
    return { ...row, object_key: objectKey, version: row.version + 1 };
  }

  async function copyAndRecord(
    row: UploadRow & { object_key: string },
    object: StoredObject,
    inspected: Inspected,
  ): Promise<Completed> {
    const { cacheControl, storageClass } = collectionOf(row.collection);
    const kept = { size: row.size, type: inspected.type, filename: row.name, cacheControl, storageClass };
    const copied = await storage.copy(object.key, row.object_key, { ...kept, ifMatch: object.etag });
    if (!copied) throw changedMeanwhile();
    const file = toFile(row, copied, inspected);
    const replaced = await lineOf(row);
    try {
      await record(row, file, replaced.at(-1));
    } catch (error) {
      // Only where it is certain that nothing was recorded: else these may be a file's bytes.
      if (lostRace(error)) await storage.delete([row.object_key]);
      throw error;
    }
    return { file, replaced };
  }

  /** Somebody else has completed the same upload, and then theirs is the file; or is about to. */
  async function overtaken(row: UploadRow, error: unknown): Promise<Completed> {
    if (!lostRace(error)) throw error;
    const now = await uploads.find(row.id);
    if (now?.state === "done") return done(now);
    if (now?.state === "refused") throw toProblem(now.refusal);
    throw changedMeanwhile({ detail: otherRequest, headers: { "Retry-After": "1" }, cause: error });
  }

  async function record(row: UploadRow, file: FileRow, last: FileRow | undefined): Promise<void> {
    const change = last && { deleted_at: last.deleted_at ?? world.now(), replaced_by: file.id };
    const steps = [
      files.insert(file),
      uploads.update(row, { state: "done", file_id: file.id }),
      ...(change ? [files.update(last, change), ...trail(row.created_by, "file.replace", last, change)] : []),
    ];
    await withdraw(steps, last ? [last] : []);
  }

  function keyFor(row: UploadRow, extension: string): string {
    const month = new Date(world.now()).toISOString().slice(0, 7).replace("-", "/");
    return `${collectionOf(row.collection).prefix}${month}/${world.newId()}.${extension}`;
  }

  function toFile(row: UploadRow, object: StoredObject, inspected: Inspected): FileRow {
    return {
      // The upload's id, so that even without the row's guard there could be only one.
      id: row.id,
      collection: row.collection,
      object_key: object.key,
      name: row.name,
      name_folded: row.name.toLowerCase(),
      type: inspected.type,
      size: row.size,
      etag: object.etag,
      sha256: row.sha256,
      width: inspected.width,
      height: inspected.height,
      focus_x: null,
      focus_y: null,
      preview: null,
      created_at: world.now(),
      created_by: row.created_by,
      hidden_at: null,
      deleted_at: null,
      replaced_by: null,
      version: 1,
    };
  }
}

function lostRace(error: unknown): boolean {
  return databaseGuardFailed.matches(error) || databaseConflict.matches(error);
}

const otherRequest = {
  ko: "다른 요청이 같은 업로드를 처리하고 있습니다. 잠시 뒤에 다시 완료를 요청하세요.",
  en: "Another request is working on the same upload. Complete it again in a moment.",
};
