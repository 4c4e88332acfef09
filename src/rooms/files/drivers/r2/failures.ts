import type { Problem } from "../../../../kit/problem.ts";
import { vendorFailure } from "../../../../kit/vendor-failure.ts";
import { vendorRefused, vendorUnavailable } from "../../../../kit/vendor-problem.ts";

/** What R2 answers, as `message (code)`, when the upload is gone, a part is missing, or one is too small. */
const notTheseParts = [10024, 10025, 10011];
const invalidRange = 10039;

/** Asks the binding; what it throws becomes a problem. */
export async function reach<T>(io: () => Promise<T>): Promise<T> {
  try {
    return await io();
  } catch (error) {
    throw problemOf(error);
  }
}

export function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  const kind = code === invalidRange ? vendorRefused : vendorUnavailable;
  return vendorFailure(kind, {
    vendor: "r2",
    ...(code ? { code: String(code) } : { reason: String(error) }),
  });
}

/** Whether an upload in parts cannot be finished with these parts, now or later. */
export function isNotTheseParts(error: unknown): boolean {
  return notTheseParts.includes(codeOf(error));
}

/** 0 when the error is none of R2's own. */
function codeOf(error: unknown): number {
  const code = error instanceof Error ? /\((\d{5})\)$/.exec(error.message)?.[1] : undefined;
  return Number(code ?? 0);
}
