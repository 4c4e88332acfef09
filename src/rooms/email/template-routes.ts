import * as z from "zod";
import { jsonSchemaOf } from "../../http/json-schema.ts";
import { json, jsonBody, type Route, raw, reply, route } from "../../http/route.ts";
import { validate } from "../../http/validate.ts";
import { vendorDisabled, vendorMisconfigured } from "../../kit/vendor-problem.ts";
import { language, purpose } from "./fields.ts";
import type { Previews } from "./previews.ts";
import { email, type NewEmail } from "./schema.ts";
import type { EmailService } from "./service.ts";
import { perRecipient, purposesOf, type TemplateName, templateData, templateNames } from "./template-data.ts";
import { emailPreview, emailTemplates, previewRequest, testRequest } from "./template-schema.ts";

const common = { room: "email", caller: "admin", cache: "no-store", headers: "api" } as const;
const params = z.object({ name: z.enum(templateNames) });
const named = "/api/admin/email/templates/{name}";

/** `/api/admin/email/templates`: what there is, what it looks like, and how it arrives. */
export function templateRoutes(previews: Previews, service: EmailService): Route[] {
  return [
    route(
      {
        ...common,
        method: "get",
        path: "/api/admin/email/templates",
        operation: "listEmailTemplates",
        summary: "What e-mails there are, and what each needs to know",
        limit: "reads",
        answers: { 200: json(emailTemplates, "All templates.") },
      },
      async () => reply(200, { items: previews.names.map((name) => describe(name, previews)) }),
    ),
    route(
      {
        ...common,
        method: "post",
        path: `${named}/preview`,
        operation: "previewEmail",
        summary: "What an e-mail would say with that data, or with a sample",
        limit: "writes",
        params,
        body: jsonBody(previewRequest),
        answers: { 200: json(emailPreview, "What would be sent.") },
      },
      async ({ params: { name }, body }) => {
        const looked = {
          template: name,
          language: body.language,
          purpose: purposeFor(name, body.purpose, "body"),
        };
        const data = body.data && checked(name, body.data);
        const content = previews.preview({ ...looked, data });
        return reply(200, { ...content, removed: [...previews.removed(body.data?.html)] });
      },
    ),
    route(
      {
        ...common,
        method: "get",
        path: `${named}/preview`,
        operation: "showEmail",
        summary: "An e-mail with sample data, as it is looked at",
        limit: "reads",
        headers: "letter",
        params,
        query: z.object({
          language: language.default("ko"),
          purpose: purpose.default("transactional"),
          format: z.enum(["html", "text"]).default("html"),
        }),
        answers: { 200: raw("The e-mail.", "text/html", "text/plain") },
      },
      async ({ params: { name }, query }) => {
        const looked = {
          template: name,
          language: query.language,
          purpose: purposeFor(name, query.purpose, "query"),
        };
        const { html, text } = previews.preview(looked);
        const [body, type] = query.format === "html" ? [html, "text/html"] : [text, "text/plain"];
        const headers = { "Content-Type": `${type}; charset=utf-8`, "Content-Language": query.language };
        return new Response(body, { headers });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        path: `${named}/test`,
        operation: "sendTestEmail",
        summary: "Send it to oneself: its subject says that it is a test",
        limit: "writes",
        params,
        body: jsonBody(testRequest),
        idempotency: "replay",
        answers: { 202: json(email, "It is recorded, and on its way.") },
        problems: [vendorMisconfigured, vendorDisabled],
      },
      async ({ params: { name: template }, body, call }) => {
        const data = body.data ? checked(template, body.data) : previews.sample(template, body.language);
        // The data has been checked against its template.
        const mail = { to: { email: body.to }, template, language: body.language, attachments: [], data };
        const by = { caller: call.caller, id: call.idOfMade, test: true };
        return reply(202, await service.sendEmail(mail as object as NewEmail, by));
      },
    ),
  ];
}

function describe(name: TemplateName, previews: Previews) {
  return {
    name,
    title: previews.title(name),
    purposes: [...purposesOf(name)],
    variables: jsonSchemaOf(templateData[name], "input", {}),
    perRecipient: [...perRecipient[name]],
    sample: { ko: previews.sample(name, "ko"), en: previews.sample(name, "en") },
  };
}

/** @throws `http-invalid-input` with pointers such as `/body/data/name` */
function checked(
  name: TemplateName,
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return validate(
    z.object({ data: templateData[name] as z.ZodType<Record<string, unknown>> }),
    { data },
    "body",
  ).data;
}

/** @throws `http-invalid-input` for an advertisement by a template that is for none */
function purposeFor(name: TemplateName, wanted: z.output<typeof purpose>, place: "body" | "query") {
  return validate(z.object({ purpose: z.enum(purposesOf(name)) }), { purpose: wanted }, place).purpose;
}
