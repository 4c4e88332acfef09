import * as z from "zod";
import { json, type Route, reply, route } from "../../http/route.ts";
import { statistics, statisticsQuery, timeline } from "./events/schema.ts";
import type { EmailStatistics } from "./events/statistics.ts";
import { emailNotFound } from "./problems.ts";

const common = { room: "email", caller: "admin", limit: "reads", cache: "no-store", headers: "api" } as const;

/** `/api/admin/email/stats`, `/api/admin/email/messages` */
export function statsRoutes(stats: EmailStatistics): Route[] {
  return [
    route(
      {
        ...common,
        method: "get",
        path: "/api/admin/email/stats",
        operation: "readEmailStatistics",
        summary: "What became of e-mails, by template, batch, day or domain",
        query: statisticsQuery,
        answers: { 200: json(statistics, "Figures and rates.") },
      },
      async ({ query }) => reply(200, await stats.read(query)),
    ),
    route(
      {
        ...common,
        method: "get",
        path: "/api/admin/email/messages/{id}",
        operation: "getEmailTimeline",
        summary: "What happened to an e-mail",
        params: z.object({ id: z.uuid() }),
        answers: { 200: json(timeline, "The e-mail and its events.") },
        problems: [emailNotFound],
      },
      async ({ params }) => reply(200, await stats.timelineOf(params.id)),
    ),
  ];
}
