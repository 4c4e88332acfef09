import * as z from "zod";
import { address } from "./address.ts";
import { attachmentIds, language, line } from "./fields.ts";
import { type TemplateName, templateData } from "./template-data.ts";

export { language, line, type Purpose, purpose } from "./fields.ts";

/** An address and the name that goes with it. */
export const mailbox = z.object({ email: address, name: line(100).optional() });
export type Mailbox = z.output<typeof mailbox>;

const envelope = { to: mailbox, language: language.default("ko"), attachments: attachmentIds };

const newEmailOf = <Name extends TemplateName>(template: Name) =>
  z.object({ ...envelope, template: z.literal(template), data: templateData[template] });

/** One e-mail, by the template that says what it needs. */
export const newEmail = z
  .discriminatedUnion("template", [
    newEmailOf("welcome"),
    newEmailOf("password-reset"),
    newEmailOf("account-suspended"),
    newEmailOf("notification"),
    newEmailOf("custom"),
  ])
  .meta({ id: "NewEmail" });
export type NewEmail = z.output<typeof newEmail>;

/**
 * `queued`: recorded, and sent as soon as it can be. `sending`: a vendor is being asked. `sent`: a vendor has taken it.
 * `unknown`: it may have, and the answer was lost. `delivered`, `bounced`, `blocked`: what came of it. `failed`: nobody
 * takes it. `suppressed`: its recipient is not written to. `cancelled`: staff called it back.
 */
export const emailState = z.enum([
  ...(["queued", "sending", "sent", "unknown", "delivered", "bounced", "blocked"] as const),
  ...(["failed", "suppressed", "cancelled"] as const),
]);
export type EmailState = z.output<typeof emailState>;

export const email = z
  .object({
    id: z.string(),
    template: z.string(),
    state: emailState,
    createdAt: z.number().int(),
    finishedAt: z.number().int().nullable().describe("When it was sent, or failed."),
    failure: z
      .string()
      .nullable()
      .describe("Why it was not sent; while it is queued, `quota` where it waits for the next Korean day."),
  })
  .meta({ id: "Email", description: "How far an e-mail got. To whom it goes is not repeated." });
export type Email = z.output<typeof email>;
