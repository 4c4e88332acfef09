import { vendorUnavailable } from "../../kit/vendor-problem.ts";
import { databaseConflict, databaseGuardFailed } from "./problems.ts";

/**
 * Throws what a failed D1 query means to us. D1's errors have no codes, but SQLite's own name stands at the end of
 * the message; without one, the query never reached SQLite (developers.cloudflare.com/d1/observability/debug-d1).
 */
export function throwFailure(cause: unknown): never {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes("NOT NULL constraint failed: must.ok")) throw databaseGuardFailed({ cause });
  if (message.includes("UNIQUE constraint failed")) throw databaseConflict({ cause });
  if (ourMistake.test(message)) throw new Error("The database refused a query", { cause });
  throw vendorUnavailable({ cause });
}

const ourMistake = /SQLITE_(?!BUSY|INTERRUPT|IOERR|FULL)|D1_TYPE_ERROR/;
