import type { UpdateObject } from "kysely";
import { type Database, type ExactlyOne, exactlyOne } from "./port.ts";
import type { Schema } from "./schema.ts";

/** Tables whose rows carry a `version`. */
type VersionedTable = {
  [T in keyof Schema]: Schema[T] extends { id: string; version: number } ? T : never;
}[keyof Schema];

/** A guarded update: changes a row that nobody has changed since it was read; else the whole batch is undone. */
export function updateVersion<T extends VersionedTable>(
  database: Pick<Database, "query">,
  table: T,
  row: { id: string; version: number },
  changes: Partial<Schema[T]>,
): ExactlyOne {
  // Kysely cannot see that every one of these tables has both columns.
  const set = { ...changes, version: row.version + 1 } as unknown as UpdateObject<Schema, "files", "files">;
  const update = database.query
    .updateTable(table as "files")
    .set(set)
    .where("id", "=", row.id)
    .where("version", "=", row.version);
  return exactlyOne(update);
}
