import * as z from "zod";
import { Problem } from "../../kit/problem.ts";
import {
  vendorDisabled,
  vendorMisconfigured,
  vendorRefused,
  vendorUnavailable,
} from "../../kit/vendor-problem.ts";

/** What an attempt's failure means for what comes next. */
export interface Failure {
  /** A problem's id or an error's name: messages may hold what must not be kept. */
  readonly name: string;
  /** Trying again would not help. */
  readonly final: boolean;
  /** All messages of the topic would fail alike. */
  readonly outage: boolean;
  /** The vendor has answered, though it said no: the topic works. */
  readonly answered: boolean;
  /** Milliseconds that the vendor asked for, 12 hours at most; 0 where it did not. */
  readonly retryAfter: number;
}

/** Milliseconds that a vendor's word puts work off at most: a slip of its pen must not stop a topic for years. */
const LONGEST_WAIT = 12 * 60 * 60_000;

const outages = [vendorUnavailable, vendorMisconfigured, vendorDisabled];

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Problem)) {
    const name = error instanceof Error ? error.name : typeof error;
    return { name, final: error instanceof z.ZodError, outage: false, answered: false, retryAfter: 0 };
  }
  return {
    name: error.kind.id,
    final: vendorRefused.matches(error),
    outage: outages.some((problem) => problem.matches(error)),
    answered: vendorRefused.matches(error),
    retryAfter: waitOf(error),
  };
}

function waitOf({ headers }: Problem): number {
  const asked = 1000 * (Number(headers["Retry-After"]) || 0);
  return Math.max(0, Math.min(asked, LONGEST_WAIT));
}
