import type { Period } from "./period.ts";

/** The triggers of `wrangler.toml`. They are in UTC: 18:00 is three in the morning in Korea. */
export const triggers = ["*/5 * * * *", "0 * * * *", "0 18 * * *"] as const;

/** Milliseconds after which any trigger may see to a job that its own has left undone. */
const LATE = 10 * 60_000;

/**
 * Which trigger is meant for a job. Rarer ones may use more CPU (15 minutes instead of 30 seconds an invocation:
 * developers.cloudflare.com/workers/platform/limits), which is why frequent ones leave daily work to the daily one.
 */
const meantFor: Record<Period["every"], (typeof triggers)[number]> = {
  "five-minutes": "*/5 * * * *",
  hour: "0 * * * *",
  day: "0 18 * * *",
  week: "0 18 * * *",
  month: "0 18 * * *",
};

/** Whether a trigger sees to a job whose period began so many milliseconds ago. */
export function seesTo(trigger: string, { every }: Period, age: number): boolean {
  return trigger === meantFor[every] || age >= LATE;
}
