import type { Call } from "./call.ts";
import { tooManyRequests } from "./problems.ts";
import type { Declaration } from "./route.ts";

/** Counts one more for the key; false when that was one too many. */
export type RateLimiter = (kind: "reads" | "writes", key: string) => Promise<boolean>;

/** Seconds: the period of the limits in `wrangler.toml`. */
const PERIOD = 60;

/**
 * Counts by address, before anything is looked up. Whoever shows a key is counted even where nobody else is, because to
 * find out whether it is one costs a query.
 * @throws `http-too-many-requests`
 */
export async function limitRate({ limit }: Declaration, call: Call, limiter: RateLimiter): Promise<void> {
  const kind = limit === "none" && call.request.headers.has("authorization") ? "reads" : limit;
  if (kind === "none" || (await limiter(kind, call.address))) return;
  throw tooManyRequests({ headers: { "Retry-After": String(PERIOD) } });
}
