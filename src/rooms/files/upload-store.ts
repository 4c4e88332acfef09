import { type Database, exactlyOne, type Step } from "../../platform/database/port.ts";
import type { FileUploadsTable } from "../../platform/database/schema.ts";
import { updateVersion } from "../../platform/database/update-version.ts";
import { insertOrUpdate } from "../../platform/database/upsert.ts";

export type UploadRow = FileUploadsTable;

/** Rows of uploads, and of what those without a key have uploaded today. */
export function createUploadStore(database: Database) {
  const table = () => database.query.selectFrom("file_uploads").selectAll();

  return {
    find: (id: string): Promise<UploadRow | undefined> => database.first(table().where("id", "=", id)),

    insert: (row: UploadRow): Step => database.query.insertInto("file_uploads").values(row),

    /** Changes a row that nobody has changed since it was read; else the whole batch is undone. */
    update: (row: UploadRow, changes: Partial<UploadRow>): Step =>
      updateVersion(database, "file_uploads", row, changes),

    expiredBefore: (time: number, limit: number): Promise<UploadRow[]> =>
      database.all(table().where("expires_at", "<", time).orderBy("expires_at").limit(limit)),

    remove: (rows: readonly UploadRow[]): Step =>
      database.query.deleteFrom("file_uploads").where(
        "id",
        "in",
        rows.map((row) => row.id),
      ),

    /** Takes bytes out of a day's quota; the batch is undone when it would be more than `limit`. */
    spend(day: string, subject: string, bytes: number, limit: number): Step[] {
      // Not an insert that ignores: on MySQL that one shares a lock, and two who then both want to write wait for each other.
      const open = insertOrUpdate(
        database,
        "upload_quotas",
        { day, subject, bytes: 0 },
        ["day", "subject"],
        (row) => ({ bytes: row("bytes", "+", 0) }),
      );
      const spend = database.query
        .updateTable("upload_quotas")
        .set((eb) => ({ bytes: eb("bytes", "+", bytes) }))
        .where("day", "=", day)
        .where("subject", "=", subject)
        .where("bytes", "<=", limit - bytes);
      return [open, exactlyOne(spend)];
    },

    forgetQuotasBefore: (day: string): Step =>
      database.query.deleteFrom("upload_quotas").where("day", "<", day),
  };
}

export type UploadStore = ReturnType<typeof createUploadStore>;
