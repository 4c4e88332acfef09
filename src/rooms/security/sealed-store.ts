import { type Kysely, sql } from "kysely";
import { type Database, exactlyOne, type Step } from "../../platform/database/port.ts";
import type { SealedColumn } from "../../platform/database/sealed-columns.ts";

/** A sealed value, and the row that it belongs to. */
export interface SealedValue {
  id: string;
  sealed: string;
}

/** Sealed values, in whatever tables they stand. */
export function createSealedStore(database: Database) {
  // Which tables and columns, the registry says; its type has checked them against the schema.
  const query = () => database.query as unknown as Kysely<Record<string, Record<string, string>>>;

  /** Not LIKE, which takes cases for one on SQLite. Where there is no value, nothing is compared. */
  const isBehind = (column: string, prefix: string) =>
    sql<boolean>`substr(${sql.ref(column)}, 1, ${prefix.length}) <> ${prefix}`;

  return {
    /** Values that do not begin with the prefix, by the ids of their rows, from the one after `after` on. */
    behind({ table, id, column }: SealedColumn, prefix: string, after: string, limit: number) {
      const found = query()
        .selectFrom(table)
        .select((row) => [row.ref(id).as("id"), row.ref(column).as("sealed")])
        .where(isBehind(column, prefix))
        .where(id, ">", after)
        .orderBy(id)
        .limit(limit);
      return database.all<SealedValue>(found);
    },

    async countBehind({ table, column }: SealedColumn, prefix: string): Promise<number> {
      const count = query()
        .selectFrom(table)
        .select((row) => row.fn.countAll<number>().as("count"))
        .where(isBehind(column, prefix));
      return (await database.first(count))?.count ?? 0;
    },

    /** Puts a value sealed anew where the one that was read still stands; else the whole batch is undone. */
    replace({ table, id, column }: SealedColumn, { id: row, sealed }: SealedValue, anew: string): Step {
      const update = query()
        .updateTable(table)
        .set({ [column]: anew });
      return exactlyOne(update.where(id, "=", row).where(column, "=", sealed));
    },
  };
}

export type SealedStore = ReturnType<typeof createSealedStore>;
