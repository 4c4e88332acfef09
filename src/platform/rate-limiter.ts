import type { Env } from "./env.ts";

/**
 * Counts by Cloudflare's rate limiting binding: per data centre and approximate, which is enough to keep floods away and not
 * enough for money or log-ins. Without the bindings nothing is counted.
 */
export function createRateLimiter(env: Partial<Pick<Env, "RATE_LIMIT_READS" | "RATE_LIMIT_WRITES">>) {
  const bindings = { reads: env.RATE_LIMIT_READS, writes: env.RATE_LIMIT_WRITES };
  return async (kind: "reads" | "writes", key: string): Promise<boolean> => {
    const outcome = await bindings[kind]?.limit({ key });
    return outcome?.success ?? true;
  };
}
