import { inTime } from "../../kit/deadline.ts";
import { Problem } from "../../kit/problem.ts";
import type { World } from "../../kit/world.ts";
import type { CronJob, Run } from "./job.ts";
import { beginningOf, nameOf, type Period } from "./period.ts";
import type { JobRow, JobStore } from "./store.ts";
import { seesTo } from "./triggers.ts";

const MINUTE = 60_000;

/**
 * Milliseconds that a run has a job to itself; it is ended a minute before. Cloudflare lets a cron trigger run for 15 minutes,
 * but what comes every five must not wait for a dead run as long as that.
 */
const leaseOf = ({ every }: Period) => (every === "five-minutes" ? 5 : 15) * MINUTE;

/** Milliseconds between a failure and the next attempt: more each time, and never out of proportion to the period. */
const pauseAfter = ({ every }: Period, failures: number) =>
  Math.min(4 * 2 ** failures, { "five-minutes": 4, hour: 15, day: 60, week: 60, month: 60 }[every]) * MINUTE;

const unseen = { period_at: 0, free_at: 0, fence: 0, failures: 0 };

export interface CronParts {
  jobs: readonly CronJob[];
  store: JobStore;
  world: World;
}

/** Does every job once a period, whatever becomes of the triggers: missed, doubled, late, or three at once. */
export function createCron({ jobs, store, world }: CronParts) {
  async function tend(job: CronJob, trigger: string, now: number, known: JobRow | undefined): Promise<void> {
    const beginning = beginningOf(job.period, now);
    const { period_at, free_at, fence, failures } = known ?? unseen;
    if (period_at >= beginning || free_at > now || !seesTo(trigger, job.period, now - beginning)) return;
    const lease = leaseOf(job.period);
    if (!known) await store.introduce(job.name);
    if (!(await store.take(job.name, { fence, free_at }, now, now + lease))) return;
    const period = nameOf(job.period, beginning);
    const run: Run = { period, beginning, since: period_at || null, fence: fence + 1 };
    const begun = world.now();
    try {
      const result = await inTime(job.run(run), lease - MINUTE);
      await finish(job, run, begun, {
        outcome: "done",
        result: JSON.stringify(result),
        ...afterSuccess(run),
      });
    } catch (error) {
      world.log.error("cron.failed", { job: job.name, period, cause: error });
      const next = { free_at: world.now() + pauseAfter(job.period, failures), failures: failures + 1 };
      await finish(job, run, begun, {
        outcome: "failed",
        result: JSON.stringify(nameOfError(error)),
        ...next,
      });
    }
  }

  async function finish({ name }: CronJob, run: Run, begun: number, changes: Partial<JobRow>): Promise<void> {
    const now = world.now();
    const ended = { finished_at: now, duration_ms: now - begun };
    const counted = await store.finish(name, run.fence, { ...changes, ...ended });
    const { outcome } = changes;
    if (counted)
      world.log.info("cron", { job: name, period: run.period, outcome, milliseconds: now - begun });
    else world.log.warn("cron.lease-lost", { job: name, period: run.period, outcome });
  }

  return {
    /**
     * What a trigger sets off: every job that is due, side by side, so that none keeps another from its work.
     * @param scheduledAt when the trigger was to come (epoch milliseconds); clocks are not all alike
     */
    async trigger(trigger: string, scheduledAt: number): Promise<void> {
      const now = Math.max(world.now(), scheduledAt);
      const rows = new Map((await store.all()).map((row) => [row.name, row]));
      const tended = await Promise.allSettled(jobs.map((job) => tend(job, trigger, now, rows.get(job.name))));
      for (const outcome of tended)
        if (outcome.status === "rejected") world.log.error("cron.not-recorded", { cause: outcome.reason });
    },
  };
}

const afterSuccess = ({ beginning }: Run) => ({ period_at: beginning, free_at: 0, failures: 0 });

/** Messages may hold what must not be kept. */
function nameOfError(error: unknown): string {
  if (error instanceof Problem) return error.kind.id;
  return error instanceof Error ? error.name : typeof error;
}
