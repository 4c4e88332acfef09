import * as z from "zod";
import { address } from "../address.ts";
import { language, line } from "../fields.ts";
import { isTextVersion, purposeName, purposeNames } from "./purposes.ts";

/** `pending` until the address has confirmed it; `withdrawn` by whoever `withdrawnBy` says. */
export const consentState = z.enum(["pending", "confirmed", "withdrawn"]);
export type ConsentState = z.output<typeof consentState>;

const textVersion = z
  .string()
  .max(64)
  .refine(isTextVersion, { error: "There is no such wording." })
  .describe("Which wording was shown; see `GET /api/email/consents/purposes`.");

/** What somebody asks for on a form of the homepage. */
export const newConsent = z
  .object({
    email: address,
    name: line(100).optional(),
    purpose: purposeName,
    language: language.default("ko"),
    textVersion,
  })
  .meta({ id: "NewConsent" });
export type NewConsent = z.output<typeof newConsent>;

export const consentAsked = z
  .object({ state: z.literal("asked") })
  .meta({ id: "ConsentAsked", description: "The same for every address, whether we know it or not." });

export const consentPurpose = z
  .object({
    name: purposeName,
    title: z.string(),
    textVersion: z.string(),
    text: z.string().describe("What is agreed to. Forms show it as it is, beside a box that is not ticked."),
  })
  .meta({ id: "ConsentPurpose" });
export const consentPurposeList = z.object({ items: z.array(consentPurpose) });

/** Epoch milliseconds; no time since 2001 is so small, and in seconds every one is. */
const time = z.number().int().min(1_000_000_000_000);

/** What staff have on paper. */
export const paperConsent = z
  .object({
    email: address,
    name: line(100).optional(),
    purpose: purposeName,
    language: language.default("ko"),
    textVersion,
    givenAt: time.describe("When it was given, as the paper says; epoch milliseconds."),
  })
  .meta({ id: "PaperConsent" });
export type PaperConsent = z.output<typeof paperConsent>;

export const consent = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    purpose: z.string(),
    language: z.string(),
    state: consentState,
    method: z
      .string()
      .describe("`form`: asked for on the homepage and confirmed from the mailbox. `staff`: on paper."),
    textVersion: z.string(),
    requestedAt: z.number().int(),
    confirmedAt: z.number().int().nullable(),
    reconfirmedAt: z.number().int().nullable().describe("When its owner last said that it stays."),
    remindAt: z.number().int().nullable().describe("When its owner is next reminded of it."),
    withdrawnAt: z.number().int().nullable(),
    withdrawnBy: z.string().nullable().describe("`person`, `staff`, `vendor` or `complaint`."),
    noticedAt: z.number().int().nullable().describe("When its owner was told what came of the last change."),
  })
  .meta({ id: "MailConsent" });
export type Consent = z.output<typeof consent>;

export const consentFilter = z.object({ purpose: purposeName.optional(), state: consentState.optional() });
export const consentSearch = z.object({ email: address }).meta({ id: "ConsentSearch" });
export const consentList = z.object({ items: z.array(consent).max(purposeNames.length) });
