import * as z from "zod";
import { line } from "../fields.ts";
import { ownVariables, type TemplateName, templateNames } from "../template-data.ts";
import type { Variables } from "./recipient-rules.ts";

/** Recipients of one audience. */
export const MOST_RECIPIENTS = 100_000;
/** Bytes of a CSV file; of a text as many characters. */
export const MOST_CSV = 16 * 1024 * 1024;
/** Bytes of a JSON body that an audience is part of: a text in JSON is longer, and so is base64. */
export const MOST_BODY = 24 * 1024 * 1024;

/** A recipient as the schema lets it in: whatever it is, so that what is wrong is told line by line, and nothing is copied. */
const givenRecipient = z.unknown().meta({
  id: "AudienceRecipient",
  type: "object",
  required: ["email"],
  properties: {
    email: { type: "string", format: "email" },
    name: { type: "string", maxLength: 100 },
    data: {
      type: "object",
      additionalProperties: { type: "string", minLength: 1, maxLength: 500 },
      description: "What the template wants to know of each recipient: exactly that.",
    },
  },
});

const recipients = z.strictObject({ recipients: z.array(givenRecipient).min(1).max(MOST_RECIPIENTS) });
const csv = z.strictObject({
  csv: z
    .string()
    .min(1)
    .max(MOST_CSV)
    .describe(
      "The first row names the columns: `email` (or 이메일, 메일), `name` (or 이름), and the template's variables.",
    ),
});
const csvBase64 = z.strictObject({
  csvBase64: z
    .string()
    .min(1)
    .max((MOST_CSV / 3) * 4)
    .describe("The bytes of a CSV file as they are, in UTF-8 or, as Korean Excel writes it, in CP949."),
});
const consents = z.strictObject({
  consents: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/)
    .describe("Everybody who has confirmed this purpose and not withdrawn it."),
});

/** An audience that is given with the request, one recipient a line. */
export const listedAudience = z.union([recipients, csv, csvBase64]);
export type ListedAudience = z.output<typeof listedAudience>;

/** Whom a batch is for. */
export const audienceInput = z.union([recipients, csv, csvBase64, consents]).meta({
  id: "AudienceInput",
  description: "Up to 100,000 recipients: a list, a CSV file, or those who agreed.",
});
export type AudienceInput = z.output<typeof audienceInput>;

/** What became of the lines of an audience. Nothing that stands in them is repeated. */
export const audienceReport = z
  .object({
    accepted: z.number().int().describe("Recipients that can be written to."),
    duplicates: z.number().int().describe("Lines whose address stands in an earlier one; they count once."),
    refused: z
      .array(
        z.object({
          line: z
            .number()
            .int()
            .describe("The row as spreadsheets number it, or the place in the list from 0 on."),
          field: z.string().describe("`email`, `name`, `data/…`, or empty for the line itself."),
          rule: z.string(),
        }),
      )
      .describe("The first hundred lines that cannot be used, and the first rule that each breaks."),
    refusedCount: z.number().int(),
  })
  .meta({ id: "AudienceReport" });
export type AudienceReport = z.output<typeof audienceReport>;

const variable = z.string().regex(/^[\p{L}\p{N}_-]{1,64}$/u);
const variables = z
  .array(variable)
  .max(50)
  .describe("What the template wants to know of each recipient; without it any variables will do.");
const template = z.enum(templateNames).describe("Whose variables they are: it may want links.");

/** An audience that is to be looked at and not kept. */
export const audienceCheck = z
  .strictObject({
    audience: listedAudience,
    template: template.optional(),
    variables: variables.optional(),
  })
  .meta({ id: "AudienceCheck" });

/** The same with a CSV file as the body. */
export const audienceCheckQuery = z.object({
  template: template.optional(),
  variables: z
    .string()
    .transform((text) => text.split(",").filter((name) => name !== ""))
    .pipe(variables)
    .optional()
    .describe("With a CSV file as the body: what the template wants to know of each recipient, by commas."),
});

/** What these variables have to be; null where any will do. */
export function variablesNamed(names: readonly string[] | undefined, of?: TemplateName): Variables | null {
  if (!names) return null;
  const possible = of === undefined ? new Map<string, never>() : ownVariables(of, {});
  return new Map(names.map((name) => [name, possible.get(name) ?? line(500)]));
}
