import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "../../kit/vendor-problem.ts";
import { cannotPurgeBy, purgeOneWay } from "./problems.ts";
import { purged, purgeRequest } from "./schema.ts";
import type { CacheService } from "./service.ts";

/** `/api/admin/cache/purge` */
export function cacheAdmin(cache: CacheService): Route[] {
  return [
    route(
      {
        method: "post",
        path: "/api/admin/cache/purge",
        operation: "purgeCache",
        summary: "Take something out of the caches",
        room: "cache",
        caller: "admin",
        limit: "writes",
        cache: "no-store",
        headers: "api",
        body: jsonBody(purgeRequest),
        answers: { 200: json(purged, "It is out of the caches.") },
        problems: [cannotPurgeBy, purgeOneWay, vendorUnavailable, vendorRefused, vendorMisconfigured],
      },
      async ({ body, call }) => reply(200, await cache.purge(call.caller, body)),
    ),
  ];
}
