import type { RingBody } from "./outbox/doorbell.ts";

/** The Worker's bindings and variables, as `wrangler.toml` and the secrets give them. */
export interface Env {
  FILES_BUCKET: R2Bucket;
  DB: D1Database;
  /** Only where Cloudflare's Images make the pictures. */
  IMAGES?: ImagesBinding;
  /** Wakes the outbox; without it the cron trigger does the outbox's work. */
  OUTBOX_QUEUE?: Queue<RingBody>;
  RATE_LIMIT_READS: RateLimit;
  RATE_LIMIT_WRITES: RateLimit;
  VERSION: WorkerVersionMetadata;
}

declare global {
  namespace Cloudflare {
    interface Env extends TovEnv {}
  }
}
type TovEnv = Env;
