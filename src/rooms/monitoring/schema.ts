import * as z from "zod";

/** `misconfigured` and `disabled` are known without asking; `down` is what a probe found. */
export const dependencyStatus = z.enum(["ok", "down", "misconfigured", "disabled"]);

export const dependency = z
  .object({
    name: z.string(),
    driver: z.string().nullable(),
    status: dependencyStatus,
    latencyMs: z.number().nullable().describe("Of the probe; null where nothing was asked."),
    reason: z.string().optional().describe("Which setting is missing or wrong; to administrators only."),
  })
  .meta({ id: "Dependency" });
export type Dependency = z.output<typeof dependency>;

export const jobHealth = z
  .object({
    name: z.string(),
    status: z
      .enum(["ok", "waiting", "late", "failing"])
      .describe("`waiting`: it has not had its turn yet; `late`: half an hour past its time."),
    period: z.string().nullable().describe("The last period, by the Korean calendar, that was done."),
    finishedAt: z.number().int().nullable(),
    durationMs: z.number().nullable(),
    result: z.unknown().optional().describe("What the last run said; to administrators only."),
  })
  .meta({ id: "JobHealth" });

export const health = z
  .object({
    status: z
      .enum(["ok", "degraded", "down"])
      .describe("`down`: something that every function needs; `degraded`: something else."),
    version: z.string(),
    region: z.string().describe("The data centre that answered."),
    checkedAt: z.number().int().describe("Epoch milliseconds. A probe's result counts for a second."),
    dependencies: z.array(dependency),
    jobs: z.array(jobHealth).describe("What the clock sets off; empty while the database does not answer."),
    outbox: z
      .object({ waiting: z.number().int(), dead: z.number().int() })
      .optional()
      .describe("Work that is recorded and not done; to administrators only."),
  })
  .meta({ id: "Health" });
export type Health = z.output<typeof health>;

export const outboxState = z.enum(["waiting", "running", "done", "dead"]);
export type OutboxState = z.output<typeof outboxState>;

export const outboxMessage = z
  .object({
    id: z.string(),
    topic: z.string().describe("What is to be done."),
    payload: z.unknown().describe("To what: ids, nothing personal."),
    state: outboxState,
    attempts: z.number().int(),
    notBefore: z.number().int().describe("When it is due; while it runs, when its lease ends."),
    lastError: z.string().nullable().describe("The id of the problem, or the name of the error."),
    createdAt: z.number().int(),
    finishedAt: z.number().int().nullable(),
  })
  .meta({ id: "OutboxMessage" });
export type OutboxMessage = z.output<typeof outboxMessage>;

export const resendRequest = z.object({ ids: z.array(z.uuid()).min(1).max(40) });
export const resent = z
  .object({ resent: z.array(z.string()).describe("The ids of those that were dead.") })
  .meta({ id: "Resent" });
