import type { Dialect } from "./port.ts";
import type { Row, Value } from "./values.ts";

/**
 * Milliseconds that an answer of the database may take: with it, a request that finds the database hanging is answered
 * within ten seconds. A write that is late may have happened all the same.
 */
export const QUERY_DEADLINE = 5_000;

/** SQL with a `?` for each parameter. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Value[];
}

/** A statement of a batch. */
export interface BatchStatement extends Statement {
  /** Undo the batch unless this statement changes exactly one row. */
  readonly exactlyOne: boolean;
}

/** The rows that a statement found, or the number of rows that it changed. */
export interface Result {
  readonly rows: Row[];
  readonly changed: number;
}

/** What one database client must be able to do; `createDatabase` makes the port of it. */
export interface Executor {
  readonly dialect: Dialect;
  /** @throws `vendor-unavailable` when no answer came, `database-conflict` for a duplicate key, else a plain Error. */
  execute(statement: Statement): Promise<Result>;
  /** Runs all or none. @throws as `execute`, and `database-guard-failed`. */
  executeAll(statements: readonly BatchStatement[]): Promise<void>;
}
