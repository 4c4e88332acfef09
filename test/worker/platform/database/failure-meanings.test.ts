import { DatabaseError } from "@planetscale/database";
import { describe, expect, it } from "vitest";
import { Problem } from "../../../../src/kit/problem.ts";
import { throwFailure as throwD1Failure } from "../../../../src/platform/database/d1-failures.ts";
import { LockLost } from "../../../../src/platform/database/mysql-errors.ts";
import { throwFailure as throwPlanetscaleFailure } from "../../../../src/platform/database/planetscale-wire.ts";

/** What comes out: a problem's id, or the error's name. */
function meaning(throwFailure: (cause: unknown) => never, cause: unknown): string {
  try {
    return throwFailure(cause);
  } catch (error) {
    return error instanceof Problem ? error.kind.id : (error as Error).name;
  }
}

describe("what D1 says, and what it means", () => {
  it.each([
    ["D1_ERROR: UNIQUE constraint failed: files.id: SQLITE_CONSTRAINT", "database-conflict"],
    ["D1_ERROR: NOT NULL constraint failed: must.ok: SQLITE_CONSTRAINT", "database-guard-failed"],
    ["D1_ERROR: NOT NULL constraint failed: files.name: SQLITE_CONSTRAINT", "Error"],
    ["D1_ERROR: no such table: nowhere: SQLITE_ERROR", "Error"],
    ["D1_TYPE_ERROR: Type 'bigint' not supported for value '1'", "Error"],
    ["D1_ERROR: Network connection lost.", "vendor-unavailable"],
    ["D1_ERROR: D1 DB is overloaded. Too many requests queued.", "vendor-unavailable"],
    [
      "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.",
      "vendor-unavailable",
    ],
    ["D1_ERROR: database is locked: SQLITE_BUSY", "vendor-unavailable"],
  ])("%s: %s", (message, expected) => {
    expect(meaning(throwD1Failure, new Error(message))).toBe(expected);
  });
});

describe("what PlanetScale says, and what it means", () => {
  const vitess = (code: string, message: string, status = 400) =>
    new DatabaseError(message, status, { code, message });

  it.each([
    [vitess("ALREADY_EXISTS", "Duplicate entry (errno 1062) (sqlstate 23000)"), "database-conflict"],
    [vitess("ABORTED", "Deadlock found (errno 1213) (sqlstate 40001)"), LockLost.name],
    [vitess("DEADLINE_EXCEEDED", "Lock wait timeout (errno 1205) (sqlstate HY000)"), LockLost.name],
    [vitess("NOT_FOUND", "Table doesn't exist (errno 1146) (sqlstate 42S02)"), "Error"],
    [vitess("UNKNOWN", "Server shutdown in progress (errno 1053) (sqlstate 08S01)"), "vendor-unavailable"],
    [vitess("ABORTED", "transaction 17: not found (potential transaction timeout)"), "vendor-unavailable"],
    [vitess("UNAVAILABLE", "no healthy tablet available"), "vendor-unavailable"],
    [vitess("ABORTED", "Row count exceeded 100000"), "Error"],
    [vitess("INVALID_ARGUMENT", "unsupported: procedures"), "Error"],
    [vitess("unauthenticated", "invalid authorization credentials", 401), "vendor-misconfigured"],
    [vitess("UNKNOWN", "Bad Gateway", 502), "vendor-unavailable"],
    [new TypeError("Network connection lost."), "vendor-unavailable"],
    [new RangeError("beyond 2^53"), "RangeError"],
  ])("%s: %s", (cause, expected) => {
    expect(meaning(throwPlanetscaleFailure, cause)).toBe(expected);
  });
});
