import { vendorUnavailable } from "../../kit/vendor-problem.ts";
import type { BatchStatement, Result, Statement } from "./executor.ts";
import { LockLost } from "./mysql-errors.ts";
import { databaseGuardFailed } from "./problems.ts";

/** Runs one statement on the session that the transaction is in. */
export type Execute = (statement: Statement) => Promise<Result>;

/**
 * Runs all statements in one transaction. When COMMIT gets no answer nobody knows whether it happened, so that
 * is `vendor-unavailable` and never tried again.
 */
export async function transact(execute: Execute, statements: readonly BatchStatement[]): Promise<void> {
  await execute(command("BEGIN"));
  try {
    for (const statement of statements) await executeStep(execute, statement);
  } catch (error) {
    // A session that does not answer cannot roll back; the server does it when the session is gone.
    if (!vendorUnavailable.matches(error)) await execute(command("ROLLBACK")).catch(() => undefined);
    throw error;
  }
  await execute(command("COMMIT"));
}

async function executeStep(execute: Execute, statement: BatchStatement): Promise<void> {
  const { changed } = await execute(statement);
  if (statement.exactlyOne && changed !== 1) throw databaseGuardFailed();
}

const command = (sql: string): Statement => ({ sql, parameters: [] });

/** How often work is done in all before losing its locks counts as the database being unavailable. */
const attempts = 4;

/** Repeats work that lost a lock: the server has undone it, so doing it again is safe. */
export async function repeatWhenLockLost<T>(work: () => Promise<T>, random: () => number): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LockLost)) throw error;
      if (attempt === attempts) throw vendorUnavailable({ cause: error });
      await pause(random() * 20 * 2 ** attempt);
    }
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
