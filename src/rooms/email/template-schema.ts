import * as z from "zod";
import { address } from "./address.ts";
import { language, purpose } from "./fields.ts";
import { templateNames } from "./template-data.ts";

const data = z
  .record(z.string(), z.unknown())
  .optional()
  .describe("What the template needs, as `listEmailTemplates` describes it; a sample without it.");

export const previewRequest = z
  .object({ language: language.default("ko"), purpose: purpose.default("transactional"), data })
  .meta({ id: "EmailPreviewRequest" });

export const testRequest = z
  .object({ to: address, language: language.default("ko"), data })
  .meta({ id: "EmailTestRequest" });

export const emailPreview = z
  .object({
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    removed: z
      .array(z.string())
      .describe("Elements and attributes of the HTML given that are not let into mail."),
  })
  .meta({ id: "EmailPreview" });

const anything = z.record(z.string(), z.unknown());

export const emailTemplates = z
  .object({
    items: z.array(
      z.object({
        name: z.enum(templateNames),
        title: z.object({ ko: z.string(), en: z.string() }),
        purposes: z.array(purpose),
        variables: anything.describe("JSON Schema of the data."),
        perRecipient: z
          .array(z.string())
          .describe(
            "Variables of which recipients of a batch may have values of their own; with `custom` any.",
          ),
        sample: z.object({ ko: anything, en: anything }),
      }),
    ),
  })
  .meta({ id: "EmailTemplates" });
