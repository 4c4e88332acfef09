import * as z from "zod";
import { decodeCursor, encodeCursor, pageOf, pageQuery } from "../../http/cursor.ts";
import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { newSuppression, suppression, suppressionReason } from "./events/schema.ts";
import type { Suppressions } from "./events/suppressions.ts";
import { suppressionNotFound } from "./problems.ts";

const path = "/api/admin/email/suppressions";
const common = { room: "email", caller: "admin", cache: "no-store", headers: "api" } as const;

/** `/api/admin/email/suppressions` */
export function suppressionRoutes(suppressions: Suppressions): Route[] {
  return [
    route(
      {
        ...common,
        method: "get",
        path,
        operation: "listEmailSuppressions",
        summary: "Addresses that are not written to, newest first",
        limit: "reads",
        query: pageQuery.extend({ reason: suppressionReason.optional() }),
        answers: { 200: json(pageOf(suppression), "A page of addresses.") },
      },
      async ({ query: { reason = null, limit, cursor } }) => {
        const after = decodeCursor(cursor, z.tuple([z.int(), z.string()]));
        const position = after && { createdAt: after[0], digest: after[1] };
        const { items, next } = await suppressions.list(reason, limit, position);
        return reply(200, { items, nextCursor: next && encodeCursor([next.createdAt, next.digest]) });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        path,
        operation: "addEmailSuppression",
        summary: "No more advertisements to an address",
        limit: "writes",
        body: jsonBody(newSuppression),
        answers: { 200: json(suppression, "It stands there, now or from before.") },
      },
      async ({ body, call }) => reply(200, await suppressions.add(call.caller, body.address)),
    ),
    route(
      {
        ...common,
        method: "delete",
        path: `${path}/{id}`,
        operation: "liftEmailSuppression",
        summary: "Write to an address again",
        limit: "writes",
        params: z.object({ id: z.guid() }),
        answers: { 200: json(suppression, "It is written to again.") },
        problems: [suppressionNotFound],
      },
      async ({ params, call }) => reply(200, await suppressions.lift(call.caller, params.id)),
    ),
  ];
}
