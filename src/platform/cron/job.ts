import type { Period } from "./period.ts";

/** What a run is told. */
export interface Run {
  /** The period that it is for: `2026-11-25`, or `2026-11-25T14:05` where a day has several. */
  readonly period: string;
  /** When that began (epoch milliseconds). */
  readonly beginning: number;
  /** When the last period that was done began: what was missed since is this run's as well. Null before the first. */
  readonly since: number | null;
  /** Higher than that of every run before: who keeps the highest can refuse a run that was given up for dead. */
  readonly fence: number;
}

/** Work that the clock sets off. After a crash it runs again for the same period, so it must be harmless twice. */
export interface CronJob {
  /** `<room>.<what is done>`, 64 characters at most. */
  readonly name: string;
  readonly period: Period;
  /** What it answers is kept: figures, nothing personal. */
  run(run: Run): Promise<object>;
}
