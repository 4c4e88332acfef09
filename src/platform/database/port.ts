import type { Compilable, Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** A query that Kysely has put together and nobody has run yet. */
export type Query<Row = unknown> = Compilable<Row>;

/** One step of `atomically`: a query, or a query that must change exactly one row. */
export type Step = Query | ExactlyOne;

/** A step that undoes the whole batch unless it changes exactly one row. */
export interface ExactlyOne {
  readonly exactlyOne: Query;
}

/** Marks a guarded UPDATE or DELETE: when it changes no row (or several), nothing of the batch happens. */
export function exactlyOne(query: Query): ExactlyOne {
  return { exactlyOne: query };
}

/** Which SQL is spoken: D1 is SQLite; PlanetScale and Hyperdrive are MySQL. */
export type Dialect = "sqlite" | "mysql";

/**
 * The port to the database, the same on D1 and on MySQL. Values come back equal on both: integers are numbers
 * (beyond 2^53 throws), JSON is text, blobs are `Uint8Array`, missing is `null`. Texts are compared code point by
 * code point, except that MySQL takes no notice of spaces at the end.
 *
 * There is no interactive transaction, because D1 has none. `atomically` is what both can do.
 */
export interface Database {
  readonly dialect: Dialect;
  /** Builds queries and never runs them. */
  readonly query: Kysely<Schema>;
  /** All rows. */
  all<Row>(query: Query<Row>): Promise<Row[]>;
  /** The first row, or undefined. */
  first<Row>(query: Query<Row>): Promise<Row | undefined>;
  /**
   * Runs a write. `changed` counts the rows that it changed; make every guarded update change a column, because a
   * row that is given the values it has counts on some databases and not on others.
   */
  run(query: Query): Promise<{ changed: number }>;
  /**
   * Runs all steps or none. No step can read another's result.
   * @throws the `database-conflict` problem for a duplicate key, `database-guard-failed` when an `exactlyOne` step did not change one row.
   */
  atomically(steps: readonly Step[]): Promise<void>;
  /** As `atomically`; false when an `exactlyOne` step did not change one row, and so nothing was done: somebody was faster. */
  attempt(steps: readonly Step[]): Promise<boolean>;
}
