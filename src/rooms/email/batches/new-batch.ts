import * as z from "zod";
import { purposeName } from "../consents/purposes.ts";
import { attachmentIds } from "../fields.ts";
import { mailingContents } from "../mailing-content.ts";
import { audienceInput } from "./audience-input.ts";
import { batchName } from "./schema.ts";

/** The year 2020: who gives seconds instead of milliseconds is told so, rather than that it is sent at once. */
const NO_SECONDS = Date.UTC(2020, 0, 1);

/** What is sent to many: a template's content, and whom it is for. */
export const newBatch = mailingContents({
  name: batchName,
  audience: audienceInput,
  skipUnusable: z
    .boolean()
    .default(false)
    .describe("Whether lines that cannot be used are left out, rather than the whole audience refused."),
  consentPurpose: purposeName
    .optional()
    .describe("What recipients of an advertisement must have agreed to; those who have not are left out."),
  attachments: attachmentIds,
  sendAt: z
    .number()
    .int()
    .min(NO_SECONDS)
    .optional()
    .describe("Epoch milliseconds; at once without it or when it has passed."),
})
  .superRefine(({ purpose, audience, consentPurpose }, context) => {
    const named = "consents" in audience ? audience.consents : consentPurpose;
    if (purpose === "advertisement" && named === undefined)
      context.addIssue({ code: "custom", path: ["consentPurpose"], params: { text: missing } });
  })
  .meta({ id: "NewEmailBatch" });
export type NewBatch = z.output<typeof newBatch>;

const missing = {
  ko: "광고 메일에는 어떤 수신 동의를 받은 사람에게 보내는지 적어야 합니다.",
  en: "An advertisement has to say which consent its recipients have given.",
};
