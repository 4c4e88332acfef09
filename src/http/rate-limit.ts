import type { Call } from "./call.ts";
import { tooManyRequests } from "./problems.ts";
import type { Declaration } from "./route.ts";

/** Counts one more for the key; false when that was one too many. */
export type RateLimiter = (kind: "reads" | "writes", key: string) => Promise<boolean>;

/** Seconds: the period of the limits in `wrangler.toml`. */
const PERIOD = 60;

/** @throws `http-too-many-requests` */
export async function limitRate(declaration: Declaration, call: Call, limiter: RateLimiter): Promise<void> {
  if (declaration.limit === "none") return;
  const who = call.caller.id ?? call.address;
  if (await limiter(declaration.limit, who)) return;
  throw tooManyRequests({ headers: { "Retry-After": String(PERIOD) } });
}
