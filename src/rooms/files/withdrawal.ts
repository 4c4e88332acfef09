import type { Step } from "../../platform/database/port.ts";
import type { Outbox } from "../../platform/outbox/outbox.ts";
import type { CacheService } from "../cache/service.ts";
import type { FileRow } from "./store.ts";

export interface WithdrawalParts {
  outbox: Pick<Outbox, "commit">;
  cache: Pick<CacheService, "outdated" | "forgetHere">;
  /** Every public path at which a file's content can stand in a cache. */
  cachedPaths: (key: string) => readonly string[];
}

/** Changes after which caches must not show files as they were. */
export function createWithdrawal({ outbox, cache, cachedPaths }: WithdrawalParts) {
  const pathsOf = (rows: readonly FileRow[]) => rows.flatMap((row) => cachedPaths(row.object_key));

  return {
    /** Takes the steps; every cache is told of these files afterwards, though we crash on the way. */
    withdraw: (steps: readonly Step[], rows: readonly FileRow[]): Promise<void> =>
      outbox.commit(steps, rows.length > 0 ? [cache.outdated(pathsOf(rows))] : []),

    /** Whoever asks here sees them no more when this returns. */
    uncache: (rows: readonly FileRow[]): Promise<void> => cache.forgetHere(pathsOf(rows)),
  };
}

export type Withdrawal = ReturnType<typeof createWithdrawal>;
