import * as z from "zod";
import { address } from "../address.ts";
import { emailState } from "../schema.ts";
import { eventKind } from "./event.ts";

/** What was found out of some e-mails; each is counted once for each of these, whenever it happened. */
export const figures = z.object({
  sent: z.number().int().describe("Taken by a vendor."),
  delivered: z.number().int().describe("Taken by their recipient's server."),
  opened: z.number().int().describe("Opened by people, or clicked, which nobody can without."),
  machineOpened: z.number().int().describe("Opened by programs that fetch pictures before anybody looks."),
  clicked: z.number().int(),
  bounced: z.number().int().describe("To addresses at which nothing will ever arrive."),
  blocked: z.number().int().describe("Not taken this time."),
  complained: z.number().int().describe("Called spam."),
  unsubscribed: z.number().int(),
});
export type Figures = z.output<typeof figures>;

const rate = z.number().min(0).max(1).nullable();

/** Shares of figures, from 0 to 1; null of nothing. Each is a part of what it is divided by. */
export const rates = z.object({
  delivered: rate.describe("Of those sent."),
  bounced: rate.describe("Of those sent."),
  opened: rate.describe("By people, of those delivered."),
  clicked: rate.describe("Of those delivered."),
  complained: rate.describe("Of those delivered."),
});
export type Rates = z.output<typeof rates>;

export const statisticsBy = z.enum(["template", "batch", "day", "domain"]);
export type StatisticsBy = z.output<typeof statisticsBy>;

export const statisticsQuery = z.object({
  by: statisticsBy.default("day"),
  from: z.iso.date().optional().describe("The first Korean date on which e-mails were sent."),
  to: z.iso.date().optional().describe("The last."),
  template: z.string().min(1).max(64).optional(),
  batch: z.string().min(1).max(36).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("Rows at most."),
});
export type StatisticsQuery = z.output<typeof statisticsQuery>;

export const statistics = z
  .object({
    items: z
      .array(
        z.object({
          key: z.string().nullable().describe("The template, batch, day or domain; null for single e-mails."),
          figures,
          rates,
        }),
      )
      .describe("By day the newest first, else those with the most e-mails."),
    total: z.object({ figures, rates }).describe("Of all, also of those beyond the limit."),
  })
  .meta({
    id: "EmailStatistics",
    description: "What became of the e-mails that were sent on some days, however much later it happened.",
  });
export type Statistics = z.output<typeof statistics>;

const time = z.number().int().nullable();

export const timeline = z
  .object({
    id: z.string(),
    template: z.string(),
    batch: z.string().nullable(),
    recipient: z.string().describe("Masked."),
    state: emailState,
    createdAt: z.number().int(),
    firsts: z
      .object({
        ...{ sent: time, delivered: time, opened: time, machineOpened: time, clicked: time },
        ...{ bounced: time, blocked: time, complained: time, unsubscribed: time },
      })
      .describe("When each of these happened first."),
    events: z
      .array(
        z.object({
          kind: eventKind,
          at: z.number().int(),
          machine: z.boolean().describe("Whether a program did it and not a person."),
          detail: z.string().nullable().describe("A status code, a class, or the reason for `dropped`."),
        }),
      )
      .describe("The newest last; the first 500."),
  })
  .meta({ id: "EmailTimeline", description: "What happened to an e-mail, as far as vendors tell." });
export type Timeline = z.output<typeof timeline>;

/** `bounce`: nothing arrives there. `complaint`: its owner called us spam. `staff`: somebody here entered it. */
export const suppressionReason = z.enum(["bounce", "complaint", "staff"]);
export type SuppressionReason = z.output<typeof suppressionReason>;

export const suppression = z
  .object({
    id: z.guid(),
    address: z.string().nullable().describe("Null once its owner has asked to be forgotten."),
    reason: suppressionReason,
    source: z.string().describe("The vendor that said so, or the id of the key that entered it."),
    createdAt: z.number().int(),
  })
  .meta({ id: "EmailSuppression", description: "An address that is not written to." });
export type Suppression = z.output<typeof suppression>;

export const newSuppression = z.object({ address }).meta({ id: "NewEmailSuppression" });
