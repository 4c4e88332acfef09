import { actorOf, type Caller } from "../../kit/caller.ts";
import type { Message } from "../../kit/topic.ts";
import type { Database } from "../../platform/database/port.ts";
import type { EdgeCache } from "../../platform/edge-cache.ts";
import type { Audit } from "../security/service.ts";
import type { PurgeDriver } from "./driver.ts";
import { purgeOneWay } from "./problems.ts";
import type { Purged, PurgeRequest } from "./schema.ts";
import { purgePaths } from "./topics.ts";

export interface CacheParts {
  audit: Pick<Audit, "record">;
  database: Database;
  driver: PurgeDriver;
  edgeCache: EdgeCache;
  /** Under which origin the caches know our paths. */
  origin: string;
}

/** What caches keep of us, and how they forget it. */
export function createCacheService({ driver, edgeCache, origin, audit, database }: CacheParts) {
  return {
    /** To be recorded with the change after which these paths are not any more what caches have; 100 paths at most. */
    outdated: (paths: readonly string[]): Message => purgePaths.message({ paths: [...paths] }),

    /** Takes paths out of this data centre's cache: at once, and by that alone. */
    forgetHere: (paths: readonly string[]): Promise<void> => edgeCache.delete(paths),

    /** Takes paths out of every cache that the driver reaches. */
    purgePaths: (paths: readonly string[]): Promise<void> =>
      driver.purge({ urls: paths.map((path) => origin + path) }),

    /** @throws `cache-purge-one-way` when the request says what in no way, or in several */
    async purge(caller: Caller, request: PurgeRequest): Promise<Purged> {
      if (Object.values(request).filter((way) => way !== undefined).length !== 1) throw purgeOneWay();
      const [way = ""] = Object.keys(request);
      const told = { actor: actorOf(caller), action: "cache.purge", subject: { kind: "cache", id: way } };
      await database.atomically([audit.record({ ...told, before: null, after: request })]);
      await driver.purge(request);
      return { reach: driver.reach };
    },
  };
}

export type CacheService = ReturnType<typeof createCacheService>;
