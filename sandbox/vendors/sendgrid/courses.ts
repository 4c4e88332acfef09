import type { HappeningName } from "./happenings.ts";

/** What becomes of a mail by itself, by what stands before the `@`: `bounce@…`, and `bounce+7@…` where there are to be many. */
export const courses = {
  bounce: ["processed", "bounce"],
  blocked: ["processed", "blocked"],
  deferred: ["processed", "deferred", "delivered"],
  dropped: ["dropped"],
  spam: ["processed", "delivered", "spamreport"],
  unsubscribe: ["processed", "delivered", "unsubscribe"],
  machine: ["processed", "delivered", "machine-open"],
  open: ["processed", "delivered", "machine-open", "open"],
  click: ["processed", "delivered", "open", "click"],
} as const satisfies Record<string, readonly HappeningName[]>;

/** Addresses that SendGrid does not take at all. */
export const invalid = "invalid";

const allWell: readonly HappeningName[] = ["processed", "delivered"];

/** The course of a mail to that address. */
export function courseOf(email: string): readonly HappeningName[] {
  const name = nameOf(email);
  return Object.hasOwn(courses, name) ? courses[name as keyof typeof courses] : allWell;
}

/** Whether an address is one that SendGrid turns down. */
export function isInvalid(email: string): boolean {
  return nameOf(email) === invalid;
}

function nameOf(email: string): string {
  return /^[^@+]*/.exec(email)?.[0].toLowerCase() ?? "";
}
