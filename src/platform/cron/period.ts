import { fromKoreanClock, koreanClock } from "../../kit/kst.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How often a job is to be done, by the Korean calendar. `at` is the hour at which its day, week or month begins. */
export type Period =
  | { readonly every: "five-minutes" | "hour" }
  | { readonly every: "day"; readonly at: number }
  /** `on`: 0 is Sunday. */
  | { readonly every: "week"; readonly on: number; readonly at: number }
  /** `on`: the day of the month, 28 at most. */
  | { readonly every: "month"; readonly on: number; readonly at: number };

/** When the period that an instant lies in has begun. Epoch milliseconds, both. */
export function beginningOf(period: Period, instant: number): number {
  return fromKoreanClock(begun(period, koreanClock(instant)));
}

/** What the period is called: `2026-11-25` or, where a day has several, `2026-11-25T14:05`. */
export function nameOf({ every }: Period, beginning: number): string {
  const iso = new Date(koreanClock(beginning)).toISOString();
  return every === "five-minutes" || every === "hour" ? iso.slice(0, 16) : iso.slice(0, 10);
}

function begun(period: Period, clock: number): number {
  if (!("at" in period)) return clock - (clock % (period.every === "hour" ? HOUR : 5 * MINUTE));
  const sinceAt = clock - period.at * HOUR;
  const day = Math.floor(sinceAt / DAY);
  return firstDay(period, day) * DAY + period.at * HOUR;
}

/** The day with which the period begins that a day lies in; days since 1970-01-01, a Thursday. */
function firstDay(period: Extract<Period, { at: number }>, day: number): number {
  if (period.every === "week") return day - ((day + 4 - period.on + 7) % 7);
  if (period.every !== "month") return day;
  const date = new Date(day * DAY);
  const month = date.getUTCDate() >= period.on ? date.getUTCMonth() : date.getUTCMonth() - 1;
  return Date.UTC(date.getUTCFullYear(), month, period.on) / DAY;
}
