import { type RawBuilder, sql } from "kysely";
import type { Database, Query } from "../../src/platform/database/port.ts";

/** A query in SQL of one's own, for what the schema has no table for. */
export function rawQuery<Row>(database: Database, builder: RawBuilder<Row>): Query<Row> {
  return { compile: () => builder.compile(database.query) };
}

/** What the database answers when it is asked for a value itself. */
export async function echo(database: Database, value: unknown): Promise<unknown> {
  const row = await database.first(rawQuery(database, sql<{ answer: unknown }>`select ${value} as answer`));
  return row?.answer;
}
