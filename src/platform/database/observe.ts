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
  async function watch<T>(sql: string, asking: Promise<T>, countRows: (answer: T) => number): Promise<T> {
    const started = now();
    const report = (rows: number, failed: boolean) =>
      observe({ sql, milliseconds: now() - started, rows, failed });
    try {
      const answer = await asking;
      report(countRows(answer), false);
      return answer;
    } catch (error) {
      report(0, true);
      throw error;
    }
  }
  function watchAll<T>(steps: readonly Step[], ask: (once: readonly Step[]) => Promise<T>): Promise<T> {
    const once = steps.map(compileStepOnce);
    return watch(once.map((step) => step.sql).join("; "), ask(once), () => 0);
  }
  return {
    // Looked up when asked for: a database that is not open throws at the first look.
    get dialect() {
      return database.dialect;
    },
    get query() {
      return database.query;
    },
    all: (query) => {
      const once = compileOnce(query);
      return watch(once.sql, database.all(once), (rows) => rows.length);
    },
    first: (query) => {
      const once = compileOnce(query);
      return watch(once.sql, database.first(once), (row) => (row === undefined ? 0 : 1));
    },
    run: (query) => {
      const once = compileOnce(query);
      return watch(once.sql, database.run(once), ({ changed }) => changed);
    },
    atomically: (steps) => watchAll(steps, (once) => database.atomically(once)),
    attempt: (steps) => watchAll(steps, (once) => database.attempt(once)),
  };
}

/** The query with its SQL, so that it is not put together a second time to be run. */
function compileOnce<Row>(query: Query<Row>): Query<Row> & { sql: string } {
  const compiled = query.compile();
  return { sql: compiled.sql, compile: () => compiled };
}

function compileStepOnce(step: Step): Step & { sql: string } {
  if (!("exactlyOne" in step)) return compileOnce(step);
  const once = compileOnce(step.exactlyOne);
  return { sql: once.sql, exactlyOne: once };
}
