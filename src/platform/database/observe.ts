import type { Database, Query, Step } from "./port.ts";

/** One question to the database, after it was answered. */
export interface ObservedQuery {
  /** With placeholders, never values; the statements of one `atomically` are joined by `;`. */
  readonly sql: string;
  /** From question to answer. */
  readonly milliseconds: number;
  /** Rows found or changed; 0 for `atomically`, which does not tell. */
  readonly rows: number;
  readonly failed: boolean;
}

/** Is told of every query, for counting, timing and a slow-query log. Must not throw. */
export type Observe = (query: ObservedQuery) => void;

/** The same database, with every question reported. `now` is the world's clock. */
export function observeQueries(database: Database, observe: Observe, now: () => number): Database {
  const watch = async <T>(
    sql: string,
    ask: () => Promise<T>,
    countRows: (answer: T) => number,
  ): Promise<T> => {
    const started = now();
    const report = (rows: number, failed: boolean) =>
      observe({ sql, milliseconds: now() - started, rows, failed });
    try {
      const answer = await ask();
      report(countRows(answer), false);
      return answer;
    } catch (error) {
      report(0, true);
      throw error;
    }
  };
  return {
    dialect: database.dialect,
    query: database.query,
    all: (query) => {
      const { sql, again } = compileOnce(query);
      return watch(
        sql,
        () => database.all(again),
        (rows) => rows.length,
      );
    },
    first: (query) => {
      const { sql, again } = compileOnce(query);
      return watch(
        sql,
        () => database.first(again),
        (row) => (row === undefined ? 0 : 1),
      );
    },
    run: (query) => {
      const { sql, again } = compileOnce(query);
      return watch(
        sql,
        () => database.run(again),
        ({ changed }) => changed,
      );
    },
    atomically: (steps) => {
      const compiled = steps.map(compileStepOnce);
      const sql = compiled.map((step) => step.sql).join("; ");
      return watch(
        sql,
        () => database.atomically(compiled.map((step) => step.again)),
        () => 0,
      );
    },
  };
}

/** The SQL, and the query in a form that is not put together a second time. */
function compileOnce<Row>(query: Query<Row>): { sql: string; again: Query<Row> } {
  const compiled = query.compile();
  return { sql: compiled.sql, again: { compile: () => compiled } };
}

function compileStepOnce(step: Step): { sql: string; again: Step } {
  if (!("exactlyOne" in step)) return compileOnce(step);
  const { sql, again } = compileOnce(step.exactlyOne);
  return { sql, again: { exactlyOne: again } };
}
