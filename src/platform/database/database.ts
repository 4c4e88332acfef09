import { vendorUnavailable } from "../../kit/vendor-problem.ts";
import { createBuilder } from "./builder.ts";
import type { BatchStatement, Executor, Result, Statement } from "./executor.ts";
import type { Database, Query, Step } from "./port.ts";
import { databaseGuardFailed } from "./problems.ts";
import { checkParameters } from "./values.ts";

/** A lost SELECT is asked again only while this little time has passed, in milliseconds. */
const retryBudget = 2_000;

/** Makes the port of one client. `now` is the world's clock. */
export function createDatabase(executor: Executor, now: () => number): Database {
  const run = (query: Query) => execute(executor, query, now);
  return {
    dialect: executor.dialect,
    query: createBuilder(executor.dialect),
    // The row type is the builder's promise about the SQL; the contract tests hold the values to it.
    all: async <Row>(query: Query<Row>) => (await run(query)).rows as Row[],
    first: async <Row>(query: Query<Row>) => (await run(query)).rows[0] as Row | undefined,
    run: async (query) => ({ changed: (await run(query)).changed }),
    atomically: (steps) => executeAll(executor, steps),
    attempt: (steps) => executeAll(executor, steps).then(() => true, unlessOvertaken),
  };
}

async function execute(executor: Executor, query: Query, now: () => number): Promise<Result> {
  const compiled = query.compile();
  const statement: Statement = { sql: compiled.sql, parameters: checkParameters(compiled.parameters) };
  const started = now();
  try {
    return await executor.execute(statement);
  } catch (error) {
    const mayRepeat = compiled.query.kind === "SelectQueryNode" && now() - started < retryBudget;
    if (mayRepeat && vendorUnavailable.matches(error)) return executor.execute(statement);
    throw error;
  }
}

async function executeAll(executor: Executor, steps: readonly Step[]): Promise<void> {
  if (steps.length > 0) await executor.executeAll(steps.map(toStatement));
}

function unlessOvertaken(error: unknown): false {
  if (databaseGuardFailed.matches(error)) return false;
  throw error;
}

function toStatement(step: Step): BatchStatement {
  const guarded = "exactlyOne" in step;
  const { sql, parameters } = (guarded ? step.exactlyOne : step).compile();
  return { sql, parameters: checkParameters(parameters), exactlyOne: guarded };
}
