import * as z from "zod";
import { address } from "./address.ts";

/** One line of text, as a header takes it. */
export const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // A line break would begin another header (RFC 5322, section 2.2).
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u);

/** An address and the name that goes with it. */
export const mailbox = z.object({ email: address, name: line(100).optional() });
export type Mailbox = z.output<typeof mailbox>;

export const language = z.enum(["ko", "en"]);

/** `advertisement` is what 정보통신망법 §50 is about: it needs consent, and says what it is. */
export const purpose = z.enum(["transactional", "advertisement"]);
export type Purpose = z.output<typeof purpose>;

/** What each template needs to know. */
export const templateData = {
  welcome: z.strictObject({ name: line(100).describe("How the new member is addressed.") }),
};
export type TemplateName = keyof typeof templateData;
export type TemplateData<Name extends TemplateName> = z.output<(typeof templateData)[Name]>;

export const newEmail = z
  .object({
    to: mailbox,
    template: z.literal("welcome"),
    data: templateData.welcome,
    language: language.default("ko"),
  })
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
    failure: z.string().nullable().describe("The id of the problem that it failed with."),
  })
  .meta({ id: "Email", description: "How far an e-mail got. To whom it goes is not repeated." });
export type Email = z.output<typeof email>;
