import { koreanDate } from "../../kit/kst.ts";
import { renditionPrefix } from "./delivery.ts";
import type { StorageDriver } from "./driver.ts";
import { incomingKey } from "./upload-plan.ts";
import type { UploadRow } from "./upload-store.ts";
import type { UploadsParts } from "./uploads.ts";

const DAY = 24 * 60 * 60 * 1000;
/** Milliseconds that a deleted file stays restorable. */
export const RESTORABLE = 30 * DAY;
/** Milliseconds that clearing waits longer than people may: a restore or a completion that began in time is done by then. */
const GRACE = 60 * 60 * 1000;
/** Rows a run: a file costs a listing, and all jobs of a trigger share the free plan's fifty calls. The next run goes on. */
const FILES = 5;
/** D1 takes a hundred parameters a query. */
const UPLOADS = 100;
/** Uploads in parts a run, of those: each of them costs a call. */
const IN_PARTS = 4;

/** Clears away what nobody needs any more. Every step may be repeated after a crash, and be taken by two at once. */
export function createRetention({ storage, files, uploads, database, world }: UploadsParts) {
  /** Deleted files after 30 days: first the bytes, then the row, so that no bytes are forgotten. */
  async function clearDeleted(): Promise<number> {
    const rows = await files.deletedBefore(world.now() - RESTORABLE - GRACE, FILES);
    if (rows.length === 0) return 0;
    const renditions: string[] = [];
    for (const row of rows) renditions.push(...(await keysBelow(storage, renditionPrefix(row.object_key))));
    await storage.delete([...renditions, ...rows.map((row) => row.object_key)]);
    await database.atomically([files.remove(rows)]);
    return rows.length;
  }

  /** Uploads that were never completed, with whatever had arrived; and the memory of those that were. */
  async function clearUploads(): Promise<number> {
    const rows = affordable(await uploads.expiredBefore(world.now() - GRACE, UPLOADS));
    if (rows.length === 0) return 0;
    for (const { id, multipart_id } of rows.filter(hasParts)) {
      await storage.abortParts(incomingKey(id), multipart_id!);
    }
    const unfinished = rows.filter((row) => row.state !== "done").map((row) => row.object_key);
    const keys = [...rows.map((row) => incomingKey(row.id)), ...unfinished];
    await storage.delete(keys.filter((key) => key !== null));
    await database.atomically([uploads.remove(rows)]);
    return rows.length;
  }

  /** Objects that were put by a signed URL after their upload had ended. */
  async function clearStrays(): Promise<number> {
    const { objects } = await storage.list("incoming/", { limit: 1000 });
    const old = objects.filter((object) => object.storedAt < world.now() - 2 * DAY);
    await storage.delete(old.map((object) => object.key));
    return old.length;
  }

  return {
    /** Answers how much was cleared away. */
    async sweep(): Promise<{ files: number; uploads: number; strays: number }> {
      const cleared = {
        files: await clearDeleted(),
        uploads: await clearUploads(),
        strays: await clearStrays(),
      };
      await database.atomically([uploads.forgetQuotasBefore(koreanDate(world.now() - DAY))]);
      return cleared;
    },
  };
}

/** Those before the first whose parts would be more than a run can clear away. */
function affordable(rows: UploadRow[]): UploadRow[] {
  const tooMany = rows.filter(hasParts)[IN_PARTS];
  return tooMany ? rows.slice(0, rows.indexOf(tooMany)) : rows;
}

function hasParts({ multipart_id, state }: UploadRow): boolean {
  return multipart_id !== null && state !== "done";
}

async function keysBelow(storage: StorageDriver, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<StorageDriver["list"]>> = await storage.list(
      prefix,
      cursor ? { cursor } : {},
    );
    keys.push(...page.objects.map((object) => object.key));
    cursor = page.cursor;
  } while (cursor !== null);
  return keys;
}
