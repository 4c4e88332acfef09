import * as z from "zod";
import { decodeCursor, encodeCursor, pageOf, pageQuery } from "../../http/cursor.ts";
import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { outboxMessage, outboxState, resendRequest, resent } from "./schema.ts";
import type { MonitoringService } from "./service.ts";

const common = {
  path: "/api/admin/outbox",
  room: "monitoring",
  caller: "admin",
  cache: "no-store",
  headers: "api",
} as const;

/** `/api/admin/outbox` */
export function monitoringAdmin(monitoring: MonitoringService): Route[] {
  return [
    route(
      {
        ...common,
        method: "get",
        operation: "listOutbox",
        summary: "Work that is recorded and not done yet, or never will be; newest first",
        limit: "reads",
        query: pageQuery.extend({ state: outboxState.default("dead") }),
        answers: { 200: json(pageOf(outboxMessage), "A page of messages.") },
      },
      async ({ query }) => {
        const after = decodeCursor(query.cursor, z.tuple([z.string()]));
        const items = await monitoring.listOutbox(query.state, query.limit, after?.[0] ?? null);
        const last = items.length === query.limit ? items.at(-1) : undefined;
        return reply(200, { items, nextCursor: last ? encodeCursor([last.id]) : null });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        operation: "resendOutbox",
        summary: "Give dead messages another 24 hours",
        limit: "writes",
        body: jsonBody(resendRequest),
        answers: { 200: json(resent, "Those of them that were dead are due again.") },
      },
      async ({ body, call }) => reply(200, { resent: await monitoring.resendOutbox(call.caller, body.ids) }),
    ),
  ];
}
