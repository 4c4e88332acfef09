import type { Database } from "../database/port.ts";
import type { CronJobsTable } from "../database/schema.ts";
import { insertIgnoring } from "../database/upsert.ts";

export type JobRow = CronJobsTable;

/** Rows of jobs. */
export function createJobStore(database: Database) {
  const update = (name: string, fence: number) =>
    database.query.updateTable("cron_jobs").where("name", "=", name).where("fence", "=", fence);

  return {
    all: (): Promise<JobRow[]> => database.all(database.query.selectFrom("cron_jobs").selectAll()),

    /** Gives a job its row, unless it has one. */
    async introduce(name: string): Promise<void> {
      const row: JobRow = {
        ...{ name, period_at: 0, fence: 0, free_at: 0, failures: 0, started_at: null },
        ...{ finished_at: null, duration_ms: null, outcome: null, result: null },
      };
      await database.run(insertIgnoring(database, "cron_jobs", row));
    },

    /** Takes a job until then. False when it was taken, or a run of it ended, since it was read. */
    async take(
      name: string,
      { fence, free_at }: Pick<JobRow, "fence" | "free_at">,
      now: number,
      until: number,
    ): Promise<boolean> {
      const taken = update(name, fence)
        .set({ fence: fence + 1, free_at: until, started_at: now })
        .where("free_at", "=", free_at);
      return (await database.run(taken)).changed === 1;
    },

    /** Records how a run ended. False when its lease was over and somebody else has the job. */
    async finish(name: string, fence: number, changes: Partial<JobRow>): Promise<boolean> {
      return (await database.run(update(name, fence).set(changes))).changed === 1;
    },
  };
}

export type JobStore = ReturnType<typeof createJobStore>;
