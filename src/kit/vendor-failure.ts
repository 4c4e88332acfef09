import type { Problem, ProblemFactory } from "./problem.ts";
import { readText } from "./read-text.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "./vendor-problem.ts";

const longestErrorBody = 16 * 1024;

/** Finds a vendor's own error code in the body of its refusal: the one piece of it that reaches the log. */
export type ErrorCode = (body: string) => string | undefined;

/** What went wrong between us and a vendor; the `cause` of the problem. Holds nothing personal. */
export interface VendorFailure {
  vendor: string;
  /** Absent when no answer came. */
  status?: number;
  code?: string;
  reason?: string;
}

/** A problem of one of the four kinds, its cause fit for the log; `wait` in seconds becomes its Retry-After. */
export function vendorFailure(kind: ProblemFactory, cause: VendorFailure, wait?: number): Problem {
  const headers = wait !== undefined && kind === vendorUnavailable ? { "Retry-After": String(wait) } : {};
  return kind({ cause, headers });
}

/** The problem that an unwelcome status is. Reads or cancels the body. */
export async function failureOf(
  response: Response,
  { vendor, errorCode, now }: { vendor: string; errorCode: ErrorCode | undefined; now: number },
): Promise<Problem> {
  const code = await codeIn(response, errorCode);
  const cause = { vendor, status: response.status, ...(code && { code }) };
  return vendorFailure(kindOf(response.status), cause, secondsToWait(response, now));
}

function kindOf(status: number): ProblemFactory {
  if ([408, 425, 429].includes(status)) return vendorUnavailable;
  // 501 and 505 say that it will never work.
  if (status >= 500 && status !== 501 && status !== 505) return vendorUnavailable;
  return status === 401 || status === 403 ? vendorMisconfigured : vendorRefused;
}

/** A code is one short word; whatever else a vendor puts there stays out of the log. */
async function codeIn(response: Response, errorCode: ErrorCode | undefined): Promise<string | undefined> {
  try {
    const code = errorCode?.(await readText(response, longestErrorBody));
    return code && /^[\w.:-]{1,80}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  } finally {
    if (!response.bodyUsed) await response.body?.cancel().catch(() => {});
  }
}

function secondsToWait(response: Response, now: number): number | undefined {
  const value = response.headers.get("Retry-After");
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
