import type { CronJob } from "./job.ts";
import { beginningOf, nameOf } from "./period.ts";
import type { JobRow, JobStore } from "./store.ts";

/** Milliseconds that a period's work may take to be done before it counts as late. */
const PATIENCE = 30 * 60_000;

/** How a job stands. `waiting`: it has not had its turn yet. */
export interface JobStatus {
  readonly name: string;
  readonly status: "ok" | "waiting" | "late" | "failing";
  /** The last period that was done; null before the first. */
  readonly period: string | null;
  readonly finishedAt: number | null;
  readonly durationMs: number | null;
  /** What the last run answered, or the name of what it failed with. */
  readonly result: unknown;
}

/** How every job stands. */
export async function readJobs(jobs: readonly CronJob[], store: JobStore, now: number): Promise<JobStatus[]> {
  const rows = new Map((await store.all()).map((row) => [row.name, row]));
  return jobs.map((job) => statusOf(job, rows.get(job.name), now));
}

function statusOf({ name, period }: CronJob, row: JobRow | undefined, now: number): JobStatus {
  if (!row)
    return { name, status: "waiting", period: null, finishedAt: null, durationMs: null, result: null };
  const late = row.period_at > 0 && row.period_at < beginningOf(period, now - PATIENCE);
  // Whoever takes a job for the second time knows that the first never came to an end.
  const dying = row.outcome === null && row.fence > 1;
  const status =
    row.outcome === "failed" || dying ? "failing" : late ? "late" : row.outcome ? "ok" : "waiting";
  return {
    name,
    status,
    period: row.period_at > 0 ? nameOf(period, row.period_at) : null,
    finishedAt: row.finished_at,
    durationMs: row.duration_ms,
    result: row.result === null ? null : JSON.parse(row.result),
  };
}
