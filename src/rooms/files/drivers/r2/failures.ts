import { inTime } from "../../../../kit/deadline.ts";
import type { Problem, ProblemFactory } from "../../../../kit/problem.ts";
import { vendorFailure } from "../../../../kit/vendor-failure.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "../../../../kit/vendor-problem.ts";

// R2's own codes, which end the messages of its errors (R2 documentation, "Error codes").
/** Too small a part, no such upload, no such part, parts of different sizes. */
const notTheseParts = [10011, 10024, 10025, 10048];
/** Internal error, unavailable, disconnected, too many requests; 0 for an error that is none of R2's. */
const passing = [0, 10001, 10043, 10054, 10058];
/** Unauthorized, access denied, no such bucket, not entitled. */
const misconfigured = [10002, 10003, 10006, 10042];

/** Milliseconds that R2 may take to answer. */
export const PATIENCE = 7_000;

/**
 * Asks the binding; what it throws becomes a problem, and so does its silence.
 * @param deadline milliseconds, where bytes have to be moved as well
 */
export async function reach<T>(io: () => Promise<T>, deadline: number = PATIENCE): Promise<T> {
  try {
    return await inTime(io(), deadline);
  } catch (error) {
    throw problemOf(error);
  }
}

/** Throws the problem that an error of the binding is. */
export function fail(error: unknown): never {
  throw problemOf(error);
}

/** The problem that an error of the binding is. */
export function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  return vendorFailure(kindOf(code), {
    vendor: "r2",
    ...(code ? { code: String(code) } : { reason: String(error) }),
  });
}

/** Whether an upload in parts cannot be finished with these parts, now or later. */
export function isNotTheseParts(error: unknown): boolean {
  return notTheseParts.includes(codeOf(error));
}

function kindOf(code: number): ProblemFactory {
  if (passing.includes(code)) return vendorUnavailable;
  return misconfigured.includes(code) ? vendorMisconfigured : vendorRefused;
}

function codeOf(error: unknown): number {
  const code = error instanceof Error ? /\((\d{5,6})\)$/.exec(error.message)?.[1] : undefined;
  return Number(code ?? 0);
}
