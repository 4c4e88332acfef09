import { json, type Route, reply, route } from "../../http/route.ts";
import { may } from "../../kit/caller.ts";
import { type Health, health } from "./schema.ts";
import type { MonitoringService } from "./service.ts";

/** `/api/health` */
export function monitoringRoutes(monitoring: MonitoringService): Route[] {
  return [
    route(
      {
        method: "get",
        path: "/api/health",
        operation: "getHealth",
        summary: "Whether the house and what it depends on work",
        room: "monitoring",
        caller: "anyone",
        limit: "none",
        cache: "no-store",
        headers: "api",
        answers: {
          200: json(health, "It works, perhaps not all of it."),
          503: json(health, "Something vital does not work."),
        },
      },
      async ({ call }) => {
        const region = (call.request.cf?.colo as string | undefined) ?? "local";
        const found = await monitoring.getHealth(region);
        const body = may(call.caller, "admin") ? found : forAnyone(found);
        return found.status === "down" ? reply(503, body) : reply(200, body);
      },
    ),
  ];
}

/** Without what only administrators need to know. */
function forAnyone({ outbox: _, ...health }: Health): Health {
  return {
    ...health,
    dependencies: health.dependencies.map(({ reason: _, ...seen }) => seen),
    jobs: health.jobs.map(({ result: _, ...seen }) => seen),
  };
}
