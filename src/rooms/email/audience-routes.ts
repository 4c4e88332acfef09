import type * as z from "zod";
import { parseJson, readJsonBytes, requireLength } from "../../http/body.ts";
import type { Call } from "../../http/call.ts";
import { lengthRequired, unsupportedMediaType } from "../../http/problems.ts";
import { json, type Route, reply, route } from "../../http/route.ts";
import { validate } from "../../http/validate.ts";
import type { Audiences } from "./batches/audience.ts";
import {
  type AudienceReport,
  audienceCheck,
  audienceCheckQuery,
  audienceReport,
  MOST_BODY,
  MOST_CSV,
  variablesNamed,
} from "./batches/audience-input.ts";
import { audienceUnusable } from "./problems.ts";

/** `/api/admin/email/audiences` */
export function audienceRoutes(audiences: Audiences): Route[] {
  return [
    route(
      {
        room: "email",
        method: "post",
        path: "/api/admin/email/audiences/check",
        operation: "checkAudience",
        summary: "Look at an audience line by line, and keep nothing of it",
        caller: "admin",
        limit: "writes",
        cache: "no-store",
        headers: "api",
        query: audienceCheckQuery,
        body: {
          kind: "raw",
          limit: MOST_BODY,
          types: {
            "application/json": { description: "An audience as a batch takes it.", form: audienceCheck },
            "text/csv": { description: "Or a CSV file as it is, of up to 16 MiB, in UTF-8 or CP949." },
          },
        },
        answers: { 200: json(audienceReport, "What became of its lines.") },
        problems: [audienceUnusable, unsupportedMediaType, lengthRequired],
      },
      async ({ query, call }) => reply(200, await check(audiences, call, query)),
    ),
  ];
}

type Wanted = z.output<typeof audienceCheckQuery>;

async function check(audiences: Audiences, call: Call, query: Wanted): Promise<AudienceReport> {
  const { request, stream } = call;
  if (/^text\/csv\s*(?:;|$)/i.test(request.headers.get("content-type") ?? "")) {
    requireLength(request, MOST_CSV);
    const variables = variablesNamed(query.variables, query.template);
    return audiences.check({ file: stream ?? [] }, { variables, at: "/body" });
  }
  const body = parseJson(await readJsonBytes(request, MOST_BODY));
  const { audience, ...wanted } = validate(audienceCheck, body, "body");
  const { variables, template } = { ...query, ...wanted };
  return audiences.check(audience, { variables: variablesNamed(variables, template) });
}
