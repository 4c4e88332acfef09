import type { ExpressionBuilder, Insertable, InsertQueryBuilder, InsertResult, UpdateObject } from "kysely";
import type { Database } from "./port.ts";
import type { Schema } from "./schema.ts";

type Table = keyof Schema;
type Column<T extends Table> = keyof Schema[T] & string;
type Insert<T extends Table> = InsertQueryBuilder<Schema, T, InsertResult>;
type Builder = Pick<Database, "dialect" | "query">;

/**
 * Inserts a row unless its key is already there; `changed` is then 0.
 * MySQL's `IGNORE` also cuts a text that is too long for its column, so check lengths before.
 */
export function insertIgnoring<T extends Table>(
  builder: Builder,
  table: T,
  row: Insertable<Schema[T]>,
): Insert<T> {
  const insert: Insert<T> = builder.query.insertInto(table).values(row);
  return builder.dialect === "mysql"
    ? insert.ignore()
    : insert.onConflict((conflict) => conflict.doNothing());
}

/**
 * Inserts a row, or changes the one that is there: `(row) => ({ bytes: row("bytes", "+", 10) })`.
 * MySQL looks at every unique key of the table and SQLite only at `key`, so use it for tables that have just that
 * one. `changed` means nothing here: MySQL counts 0, 1 or 2.
 */
export function insertOrUpdate<T extends Table>(
  builder: Builder,
  table: T,
  row: Insertable<Schema[T]>,
  key: readonly Column<T>[],
  change: (row: ExpressionBuilder<Schema, T>) => UpdateObject<Schema, T>,
): Insert<T> {
  const insert: Insert<T> = builder.query.insertInto(table).values(row);
  if (builder.dialect === "mysql") return insert.onDuplicateKeyUpdate(change);
  // Kysely's type for the conflict knows a further table, `excluded`, which MySQL lacks and `change` cannot name.
  return insert.onConflict((conflict) => conflict.columns(key).doUpdateSet(change as never));
}
