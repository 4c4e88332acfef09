import type { Services } from "./services.ts";

/** What the clock sets off: a trigger of `wrangler.toml`, and the service calls that it stands for. */
export async function runCron(trigger: string, services: Services): Promise<void> {
  if (trigger !== "0 * * * *") return;
  const { files, idempotency, world } = services;
  const sweeps = { files: () => files.sweep(), idempotency: () => idempotency.sweep() };
  // Each by itself: what one of them trips over must not keep the others from their work.
  for (const [name, sweep] of Object.entries(sweeps)) {
    try {
      world.log.info("swept", { name, ...(await sweep()) });
    } catch (cause) {
      world.log.error("sweep.failed", { name, cause });
    }
  }
}
