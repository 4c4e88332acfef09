import type { LimitedEvent, Plan } from "./event.ts";

/**
 * Subrequests an event (Workers, Limits). Cloudflare counts calls to its own services apart on the free plan and lets paid
 * plans ask for more; what keeps within these has room there.
 */
const most: Record<Plan, number> = { free: 50, paid: 1000 };

/** Counts one call that leaves the isolate. */
export function countSubrequest(event: LimitedEvent): void {
  event.subrequests += 1;
  if (event.subrequests > most[event.plan]) event.fail(new Error("Too many subrequests."));
}
