import * as z from "zod";
import { decodeCursor, encodeCursor, pageOf, pageQuery } from "../../http/cursor.ts";
import { json, jsonBody, type Route, raw, reply, route } from "../../http/route.ts";
import { vendorMisconfigured } from "../../kit/vendor-problem.ts";
import { toCsv } from "./consents/consent-csv.ts";
import { consent, consentFilter, consentList, consentSearch, paperConsent } from "./consents/schema.ts";
import type { ConsentStaff } from "./consents/staff.ts";
import { consentDateWrong, consentNotFound } from "./problems.ts";

const common = { room: "email", caller: "admin", cache: "no-store", headers: "api" } as const;

/** Consents that one file holds. */
const IN_A_FILE = 5000;

/** `/api/admin/email/consents` */
export function consentAdmin(staff: ConsentStaff): Route[] {
  return [...listing(staff), ...changing(staff)];
}

function listing(staff: ConsentStaff): Route[] {
  return [
    route(
      {
        ...common,
        method: "get",
        path: "/api/admin/email/consents",
        operation: "listConsents",
        summary: "Consents to advertising mail, newest first",
        limit: "reads",
        query: z.object({ ...consentFilter.shape, ...pageQuery.shape }),
        answers: { 200: json(pageOf(consent), "A page of consents.") },
      },
      async ({ query: { limit, cursor, ...filter } }) => {
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const items = await staff.list(filter, limit, after?.[0] ?? null);
        const last = items.length === limit ? items.at(-1) : undefined;
        return reply(200, { items, nextCursor: last ? encodeCursor([last.id]) : null });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/admin/email/consents/search",
        operation: "searchConsents",
        summary:
          "What an address has agreed to; it is asked for in the body, because addresses of pages are logged",
        limit: "writes",
        body: jsonBody(consentSearch),
        answers: { 200: json(consentList, "One consent a purpose at most.") },
      },
      async ({ body }) => reply(200, { items: await staff.search(body.email) }),
    ),
    route(
      {
        ...common,
        method: "get",
        path: "/api/admin/email/consents/export",
        operation: "exportConsents",
        summary: "Consents as CSV, 5,000 a file; the audit log is told of it",
        limit: "reads",
        query: z.object({ ...consentFilter.shape, cursor: pageQuery.shape.cursor }),
        answers: {
          200: raw("CSV in UTF-8. A header `Link` leads to the next file.", "text/csv"),
        },
      },
      async ({ query: { cursor, ...filter }, call }) => {
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const rows = await staff.export(call.caller, filter, IN_A_FILE, after?.[0] ?? null);
        const headers = new Headers({
          "Content-Type": "text/csv; charset=utf-8",
          "Content-Disposition": 'attachment; filename="consents.csv"',
        });
        const last = rows.length === IN_A_FILE ? rows.at(-1) : undefined;
        if (last) headers.set("Link", `<${nextOf(call.url, encodeCursor([last.id]))}>; rel="next"`);
        return new Response(toCsv(rows), { headers });
      },
    ),
  ];
}

function changing(staff: ConsentStaff): Route[] {
  return [
    route(
      {
        ...common,
        method: "post",
        path: "/api/admin/email/consents",
        operation: "recordConsent",
        summary: "Record a consent that was given on paper",
        limit: "writes",
        body: jsonBody(paperConsent),
        answers: { 200: json(consent, "The consent as it stands.") },
        problems: [consentDateWrong, vendorMisconfigured],
      },
      async ({ body, call }) => reply(200, await staff.record(call.caller, body, call.publicOrigin)),
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/admin/email/consents/{id}/withdraw",
        operation: "withdrawConsent",
        summary: "Withdraw for somebody who has asked for it",
        limit: "writes",
        params: z.object({ id: z.uuid() }),
        answers: { 200: json(consent, "The consent, withdrawn.") },
        problems: [consentNotFound, vendorMisconfigured],
      },
      async ({ params, call }) => reply(200, await staff.withdraw(call.caller, params.id, call.publicOrigin)),
    ),
  ];
}

/** The same address with another cursor (RFC 8288). */
function nextOf(url: URL, cursor: string): string {
  const query = new URLSearchParams(url.searchParams);
  query.set("cursor", cursor);
  return `${url.pathname}?${query}`;
}
