import type { Purged, PurgeRequest } from "./schema.ts";

/** Takes things out of caches. Doing it twice is harmless. */
export interface PurgeDriver {
  /** Which caches it reaches. What is purged in one data centre only must not be kept for long in the others. */
  readonly reach: Purged["reach"];
  /**
   * One way to say what, and a hundred items at most.
   * @throws `cache-cannot-purge-by` for a way that the driver does not have, and vendor problems
   */
  purge(request: PurgeRequest): Promise<void>;
}
