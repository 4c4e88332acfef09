import * as z from "zod";
import { decodeCursor, encodeCursor, pageOf, pageQuery } from "../../http/cursor.ts";
import { notFound } from "../../http/problems.ts";
import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { vendorMisconfigured } from "../../kit/vendor-problem.ts";
import { databaseGuardFailed } from "../../platform/database/problems.ts";
import type { Reseal } from "./reseal.ts";
import { apiKey, auditEntry, auditFilter, issuedApiKey, newApiKey, resealed } from "./schema.ts";
import type { SecurityService } from "./service.ts";

const common = { room: "security", caller: "admin", cache: "no-store", headers: "api" } as const;

/** `/api/admin/api-keys`, `/api/admin/audit-log`, `/api/admin/reseal` */
export function securityAdmin(security: SecurityService, reseal: Reseal): Route[] {
  return [
    route(
      {
        ...common,
        method: "get",
        path: "/api/admin/api-keys",
        operation: "listApiKeys",
        summary: "API keys, newest first",
        limit: "reads",
        query: pageQuery,
        answers: { 200: json(pageOf(apiKey), "A page of keys.") },
      },
      async ({ query }) => {
        const after = decodeCursor(query.cursor, z.tuple([z.string()]));
        const items = await security.listApiKeys(query.limit, after?.[0] ?? null);
        const last = items.length === query.limit ? items.at(-1) : undefined;
        return reply(200, { items, nextCursor: last ? encodeCursor([last.id]) : null });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/admin/api-keys",
        operation: "issueApiKey",
        summary: "Make an API key",
        limit: "writes",
        body: jsonBody(newApiKey),
        idempotency: "afresh",
        answers: { 201: json(issuedApiKey, "The key, shown this once.") },
      },
      async ({ body, call }) => {
        const { caller, made } = call;
        const issued =
          made === null
            ? await security.issueApiKey(caller, body)
            : await security.reissueApiKey(caller, made);
        if (!issued) throw notFound();
        return reply(201, issued, { made: issued.id });
      },
    ),
    route(
      {
        ...common,
        method: "delete",
        path: "/api/admin/api-keys/{id}",
        operation: "revokeApiKey",
        summary: "Revoke an API key",
        limit: "writes",
        params: z.object({ id: z.uuid() }),
        answers: { 200: json(apiKey, "The key, revoked.") },
        problems: [notFound],
      },
      async ({ params, call }) => {
        const revoked = await security.revokeApiKey(call.caller, params.id);
        if (!revoked) throw notFound();
        return reply(200, revoked);
      },
    ),
    route(
      {
        ...common,
        method: "get",
        path: "/api/admin/audit-log",
        operation: "listAuditLog",
        summary: "What staff did, newest first",
        limit: "reads",
        query: z.object({ ...auditFilter.shape, ...pageQuery.shape }),
        answers: { 200: json(pageOf(auditEntry), "A page of entries.") },
      },
      async ({ query: { limit, cursor, ...filter } }) => {
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const items = await security.listAuditLog(filter, limit, after?.[0] ?? null);
        const last = items.length === limit ? items.at(-1) : undefined;
        return reply(200, { items, nextCursor: last ? encodeCursor([last.id]) : null });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/admin/reseal",
        operation: "resealValues",
        summary: "Seal anew, with the newest of SEALING_KEYS, some of what older ones have sealed",
        limit: "writes",
        query: z.object({ cursor: pageQuery.shape.cursor }),
        answers: { 200: json(resealed, "How far it is.") },
        problems: [databaseGuardFailed, vendorMisconfigured],
      },
      async ({ query, call }) => {
        const from = decodeCursor(query.cursor, z.tuple([z.int(), z.string()]));
        const position = from && { column: from[0], after: from[1] };
        const { next, ...counts } = await reseal(call.caller, position);
        return reply(200, { ...counts, nextCursor: next && encodeCursor([next.column, next.after]) });
      },
    ),
  ];
}
