import * as z from "zod";
import { inTime } from "../../kit/deadline.ts";
import { defineDriver } from "../../kit/driver.ts";
import { vendorUnavailable } from "../../kit/vendor-problem.ts";
import { throwFailure } from "./d1-failures.ts";
import { createDatabase } from "./database.ts";
import {
  type BatchStatement,
  type Executor,
  QUERY_DEADLINE,
  type Result,
  type Statement,
} from "./executor.ts";
import type { Database } from "./port.ts";
import { exact, type Row, type Value } from "./values.ts";

/** Cloudflare D1: SQLite beside the Worker, with no account to make and nothing to run. */
export const d1 = defineDriver<Database>()({
  settings: z.object({ DB: z.custom<D1Database>((value) => typeof value === "object" && value !== null) }),
  open: ({ DB }, world) => createDatabase(createD1Executor(DB), () => world.now()),
});

function createD1Executor(binding: D1Database): Executor {
  const answer = <T>(asked: Promise<T>) => inTime(asked, QUERY_DEADLINE).catch(throwFailure);
  return {
    dialect: "sqlite",
    execute: async (statement) =>
      toResult(understood(await answer(prepare(binding, statement).all<D1Row>()))),
    executeAll: async (statements) => {
      const prepared = statements.flatMap((statement) => guarded(binding, statement));
      const results = await answer(binding.batch<D1Row>(prepared));
      if (!Array.isArray(results) || results.length !== prepared.length) throw notUnderstood();
      results.forEach(understood);
    },
  };
}

/** What is no answer of D1's says nothing of whether it did what it was asked. */
function understood(result: D1Result<D1Row>): D1Result<D1Row> {
  if (result?.success !== true || !Array.isArray(result.results)) throw notUnderstood();
  return result;
}

const notUnderstood = () => vendorUnavailable({ cause: { vendor: "d1", reason: "unexpected answer" } });

/**
 * `batch()` goes on when an UPDATE changes no row, so a NOT NULL column is what stops it: this writes NULL there
 * unless the statement before it changed one row, and D1 rolls the whole batch back.
 */
const mustHaveChangedOne = "INSERT INTO must (ok) SELECT NULL WHERE changes() <> 1";

function guarded(binding: D1Database, statement: BatchStatement): D1PreparedStatement[] {
  const prepared = prepare(binding, statement);
  return statement.exactlyOne ? [prepared, binding.prepare(mustHaveChangedOne)] : [prepared];
}

function prepare(binding: D1Database, { sql, parameters }: Statement): D1PreparedStatement {
  return binding.prepare(sql).bind(...parameters.map(toD1));
}

/** D1 binds the whole buffer beneath a view, so a part of a buffer is copied out first. */
function toD1(value: Value): Value | ArrayBufferLike {
  return value instanceof Uint8Array ? value.slice().buffer : value;
}

/** D1 hands out blobs as lists of numbers. */
type D1Row = Record<string, Value | number[]>;

function toResult({ results, meta }: D1Result<D1Row>): Result {
  return { rows: results.map(toRow), changed: meta.changes };
}

function toRow(row: D1Row): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, fromD1(value)]));
}

function fromD1(value: Value | number[]): Value {
  if (typeof value === "number") return exact(value);
  return Array.isArray(value) ? Uint8Array.from(value) : value;
}
