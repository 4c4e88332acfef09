import { contains } from "../../platform/database/contains.ts";
import type { Database, Step } from "../../platform/database/port.ts";
import type { FilesTable } from "../../platform/database/schema.ts";
import { updateVersion } from "../../platform/database/update-version.ts";

export type FileRow = FilesTable;

/** Which files a list is to show. */
export interface FileFilter {
  collection: string;
  /** A part of the name, folded like `name_folded`. */
  search: string | null;
  deleted: boolean;
  limit: number;
  /** The last row of the page before. */
  after: { createdAt: number; id: string } | null;
}

/** Rows of files. */
export function createFileStore(database: Database) {
  const table = () => database.query.selectFrom("files").selectAll();

  return {
    find: (id: string): Promise<FileRow | undefined> => database.first(table().where("id", "=", id)),
    findByKey: (key: string): Promise<FileRow | undefined> =>
      database.first(table().where("object_key", "=", key)),

    /** Newest first. */
    async list(filter: FileFilter): Promise<FileRow[]> {
      const { collection, search, deleted, limit, after } = filter;
      let query = table()
        .where("collection", "=", collection)
        .where("deleted_at", deleted ? "is not" : "is", null)
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit);
      if (search !== null) query = query.where(contains("files.name_folded", search));
      if (after !== null) {
        query = query.where((eb) =>
          eb.or([
            eb("created_at", "<", after.createdAt),
            eb.and([eb("created_at", "=", after.createdAt), eb("id", "<", after.id)]),
          ]),
        );
      }
      return database.all(query);
    },

    insert: (row: FileRow): Step => database.query.insertInto("files").values(row),

    /** Changes a row that nobody has changed since it was read; else the whole batch is undone. */
    update: (row: FileRow, changes: Partial<FileRow>): Step => updateVersion(database, "files", row, changes),

    /**
     * Keeps a picture's preview. It follows from the bytes, which never change: so it needs no version, and raises none
     * under the hands of somebody who changes the file.
     */
    async keepPreview(id: string, preview: string): Promise<void> {
      await database.run(database.query.updateTable("files").set({ preview }).where("id", "=", id));
    },

    /** Files that were deleted before that time, oldest first. */
    deletedBefore: (time: number, limit: number): Promise<FileRow[]> =>
      database.all(table().where("deleted_at", "<", time).orderBy("deleted_at").limit(limit)),

    remove: (rows: readonly FileRow[]): Step =>
      database.query.deleteFrom("files").where(
        "id",
        "in",
        rows.map((row) => row.id),
      ),
  };
}

export type FileStore = ReturnType<typeof createFileStore>;
