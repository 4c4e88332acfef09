import type { Problem } from "../../kit/problem.ts";
import { databaseConflict, databaseGuardFailed } from "../../platform/database/problems.ts";
import { collectionOf } from "./collections.ts";
import type { StoredObject } from "./driver.ts";
import { type Inspected, inspect, verifySha256 } from "./inspection.ts";
import { changedMeanwhile, fileNotFound, notArrived, uploadExpired, uploadMismatch } from "./problems.ts";
import { isRefusal, toProblem, toText } from "./refusal.ts";
import type { FileRow } from "./store.ts";
import { incomingKey, partCountOf } from "./upload-plan.ts";
import type { UploadRow } from "./upload-store.ts";
import type { UploadsParts } from "./uploads.ts";

/** The file that an upload became, and the one whose place it took. */
export interface Completed {
  file: FileRow;
  replaced: FileRow | null;
}

/**
 * The second half of an upload: from bytes in `incoming/` to a file. What was checked is copied at the ETag that it was
 * checked at, so bytes that are swapped meanwhile never get in. Doing it twice, at once or after a crash, makes one file.
 */
export function createCompletion({ storage, files, uploads, database, world }: UploadsParts) {
  return async function complete(row: UploadRow, origin: string): Promise<Completed> {
    if (row.state === "done") return { file: await done(row), replaced: null };
    if (row.state === "refused") throw toProblem(row.refusal);
    if (row.expires_at <= world.now()) throw uploadExpired();
    const object = await arrived(row, origin);
    const inspected = await check(row, object);
    return settle(row, object, inspected);
  };

  async function done(row: UploadRow): Promise<FileRow> {
    const file = await files.find(row.file_id ?? "");
    if (!file) throw fileNotFound();
    return file;
  }

  async function arrived(row: UploadRow, origin: string): Promise<StoredObject> {
    const key = incomingKey(row.id);
    const whole = await storage.head(key);
    if (whole) return whole;
    if (row.multipart_id === null) throw notArrived();
    const parts = await storage.listParts(key, row.multipart_id, { origin });
    if (!parts) throw changedMeanwhile();
    const missing = partCountOf(row) - parts.length;
    if (missing > 0) {
      throw notArrived({
        detail: { ko: `${missing}개 조각이 아직 없습니다.`, en: `${missing} parts are missing.` },
      });
    }
    const object = await storage.finishParts(key, row.multipart_id, parts);
    if (!object) throw changedMeanwhile();
    return object;
  }

  async function check(row: UploadRow, object: StoredObject): Promise<Inspected> {
    try {
      if (object.size !== row.size) {
        const detail = {
          ko: `${row.size}바이트라고 했으나 ${object.size}바이트가 왔습니다.`,
          en: `${row.size} bytes were announced and ${object.size} came.`,
        };
        throw uploadMismatch({ detail, errors: [{ pointer: "/body/size", detail }] });
      }
      const inspected = await inspect(storage, object, collectionOf(row.collection));
      if (row.sha256 !== null) await verifySha256(storage, object, row.sha256);
      return inspected;
    } catch (error) {
      if (isRefusal(error)) await refuse(row, error);
      throw error;
    }
  }

  /** The verdict is kept, so that asking again answers the same; the bytes are not. */
  async function refuse(row: UploadRow, problem: Problem): Promise<void> {
    await database.atomically([uploads.update(row, { state: "refused", refusal: toText(problem) })]);
    await storage.delete([incomingKey(row.id)]);
  }

  async function settle(row: UploadRow, object: StoredObject, inspected: Inspected): Promise<Completed> {
    const objectKey = keyFor(row, inspected.extension);
    try {
      // Noted before the copy, so that a crash leaves nothing that nobody knows of.
      await database.atomically([uploads.update(row, { object_key: objectKey })]);
    } catch (error) {
      return overtaken(row, error);
    }
    if (row.object_key !== null) await storage.delete([row.object_key]);
    const claimed = { ...row, object_key: objectKey, version: row.version + 1 };
    const { cacheControl, storageClass } = collectionOf(row.collection);
    const kept = { size: row.size, type: inspected.type, filename: row.name, cacheControl, storageClass };
    const copied = await storage.copy(object.key, objectKey, { ...kept, ifMatch: object.etag });
    if (!copied) throw changedMeanwhile();
    const file = toFile(claimed, copied, inspected);
    const replaced = row.replaces === null ? null : ((await files.find(row.replaces)) ?? null);
    try {
      await record(claimed, file, replaced);
    } catch (error) {
      await storage.delete([objectKey]);
      return overtaken(row, error);
    }
    await storage.delete([object.key]);
    return { file, replaced };
  }

  /** Somebody else has completed the same upload, and then theirs is the file; or changed what it replaces. */
  async function overtaken(row: UploadRow, error: unknown): Promise<Completed> {
    if (!databaseGuardFailed.matches(error) && !databaseConflict.matches(error)) throw error;
    const now = await uploads.find(row.id);
    if (now?.state !== "done") throw changedMeanwhile({ cause: error });
    return { file: await done(now), replaced: null };
  }

  async function record(row: UploadRow, file: FileRow, replaced: FileRow | null): Promise<void> {
    await database.atomically([
      files.insert(file),
      uploads.update(row, { state: "done", file_id: file.id }),
      ...(replaced ? [files.update(replaced, { deleted_at: world.now(), replaced_by: file.id })] : []),
    ]);
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
      created_at: world.now(),
      created_by: row.created_by,
      hidden_at: null,
      deleted_at: null,
      replaced_by: null,
      version: 1,
    };
  }
}
