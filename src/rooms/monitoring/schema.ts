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

export const health = z
  .object({
    status: z
      .enum(["ok", "degraded", "down"])
      .describe("`down`: something that every function needs; `degraded`: something else."),
    version: z.string(),
    region: z.string().describe("The data centre that answered."),
    checkedAt: z.number().int().describe("Epoch milliseconds. A probe's result counts for a second."),
    dependencies: z.array(dependency),
  })
  .meta({ id: "Health" });
export type Health = z.output<typeof health>;
