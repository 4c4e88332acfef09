import * as z from "zod";
import { emailState, language, line, purpose } from "../schema.ts";
import { audienceReport } from "./audience-input.ts";

/**
 * `preparing`: its recipients are being recorded. `scheduled`: they are, and it waits for its time. `sending`, `paused`,
 * `cancelled`: as they say. `complete`: nothing is left to send; what becomes of its e-mails goes on.
 */
export const batchState = z.enum(["preparing", "scheduled", "sending", "paused", "cancelled", "complete"]);
export type BatchState = z.output<typeof batchState>;

const counts = z.object(
  Object.fromEntries(emailState.options.map((state) => [state, z.number().int()])) as Record<
    (typeof emailState.options)[number],
    z.ZodNumber
  >,
);

export const batch = z
  .object({
    id: z.string(),
    name: z.string(),
    template: z.string(),
    language,
    purpose,
    consentPurpose: z.string().nullable(),
    state: batchState,
    waitingFor: z
      .enum(["quota", "answer", "vendor", "attachment"])
      .nullable()
      .describe(
        "What keeps it: the driver's next day, an answer that was lost, a vendor that is down, or an attached file that was deleted.",
      ),
    recipients: z.number().int().describe("Recorded so far."),
    counts: counts.describe("Recipients in each state."),
    report: audienceReport,
    sendAt: z.number().int(),
    createdAt: z.number().int(),
    startedAt: z.number().int().nullable(),
    finishedAt: z.number().int().nullable(),
  })
  .meta({ id: "EmailBatch", description: "E-mails of one template to many, none of whom sees another." });
export type Batch = z.output<typeof batch>;

/** The states from which an e-mail of a batch can be sent once more. */
export const resendable = z.enum(["failed", "blocked", "unknown"]);

export const resendInput = z
  .object({
    states: z
      .array(resendable)
      .min(1)
      .default(["failed"])
      .describe("`unknown` may have gone out already: who is sent it again may get it twice."),
  })
  .meta({ id: "EmailBatchResend" });

export const recipientState = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    state: emailState,
    failure: z.string().nullable(),
    sentAt: z.number().int().nullable(),
  })
  .meta({ id: "EmailBatchRecipient" });

export type RecipientState = z.output<typeof recipientState>;

export const batchName = line(200).describe("What staff call it; recipients do not see it.");
