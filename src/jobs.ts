import type { Services } from "./services.ts";

/** What the clock sets off: a trigger of `wrangler.toml`, and the service calls that it stands for. */
export async function runCron(trigger: string, services: Services): Promise<void> {
  if (trigger !== "0 * * * *") return;
  const { files, idempotency, world } = services;
  world.log.info("files.swept", await files.sweep());
  await idempotency.sweep();
}
