import * as z from "zod";
import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { vendorDisabled, vendorMisconfigured } from "../../kit/vendor-problem.ts";
import { fileNotFound } from "../files/problems.ts";
import { attachmentsTooLarge, emailNotFound } from "./problems.ts";
import { email, newEmail } from "./schema.ts";
import type { EmailService } from "./service.ts";

const common = { room: "email", caller: "email:send", cache: "no-store", headers: "api" } as const;

/** `/api/email` */
export function emailRoutes(service: EmailService): Route[] {
  return [
    route(
      {
        ...common,
        method: "post",
        path: "/api/email",
        operation: "sendEmail",
        summary: "Send an e-mail",
        limit: "writes",
        body: jsonBody(newEmail),
        idempotency: "replay",
        answers: { 202: json(email, "It is recorded, and on its way.") },
        problems: [fileNotFound, attachmentsTooLarge, vendorMisconfigured, vendorDisabled],
      },
      async ({ body, call }) =>
        reply(202, await service.sendEmail(body, { caller: call.caller, id: call.idOfMade })),
    ),
    route(
      {
        ...common,
        method: "get",
        path: "/api/email/{id}",
        operation: "getEmail",
        summary: "How far an e-mail got",
        limit: "reads",
        params: z.object({ id: z.uuid() }),
        answers: { 200: json(email, "The e-mail.") },
        problems: [emailNotFound],
      },
      async ({ params }) => reply(200, await service.getEmail(params.id)),
    ),
  ];
}
