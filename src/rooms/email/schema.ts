import * as z from "zod";

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // A line break would begin another header (RFC 5322, section 2.2).
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u);

/** An address and the name that goes with it. */
export const mailbox = z.object({
  email: z.email().max(254).describe("RFC 5321 allows 254 characters."),
  name: line(100).optional(),
});
export type Mailbox = z.output<typeof mailbox>;

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
    language: z.enum(["ko", "en"]).default("ko"),
  })
  .meta({ id: "NewEmail" });
export type NewEmail = z.output<typeof newEmail>;

/** `queued`: recorded, and sent as soon as it can be. `sent`: a vendor has taken it. `failed`: none ever will. */
export const emailState = z.enum(["queued", "sent", "failed"]);

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
