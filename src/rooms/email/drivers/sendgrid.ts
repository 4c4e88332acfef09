import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import { vendorFetch } from "../../../kit/vendor-fetch.ts";
import type { EmailDriver, Outcome } from "../driver.ts";
import { sender } from "../sender.ts";
import { lookUp } from "./sendgrid/activity.ts";
import { explained, outcomesOf, withoutAnswer } from "./sendgrid/answers.ts";
import { toRequest } from "./sendgrid/request.ts";

const origins = { global: "https://api.sendgrid.com", eu: "https://api.eu.sendgrid.com" };

/** Milliseconds for a call, and what a megabyte of it may take besides: after a deadline nobody knows what became of it. */
const PATIENCE = 8000;
const PER_MEGABYTE = 1000;

/**
 * SendGrid's Web API, version 3. It has no key by which a repetition could be told, so a call is made once; ids of ours
 * go along as custom arguments, come back in its events, and find the call in its Email Activity.
 */
export const sendgrid = defineDriver<EmailDriver>()({
  settings: z.object({
    SENDGRID_API_KEY: z.string(),
    EMAIL_FROM: sender,
    SENDGRID_DAILY_LIMIT: z.coerce.number().int().positive().optional(),
    /** Where the account lives; `eu` for subusers of the European Union. */
    SENDGRID_REGION: z.enum(["global", "eu"]).default("global"),
  }),
  open(settings, world) {
    const { EMAIL_FROM: from, SENDGRID_REGION: region } = settings;
    const origin = origins[region];
    const headers = { Authorization: `Bearer ${settings.SENDGRID_API_KEY}` };

    /** Null when nobody knows whether the call had its effect. */
    const post = (body: Uint8Array<ArrayBuffer>) =>
      vendorFetch(world, `${origin}/v3/mail/send`, {
        vendor: "sendgrid",
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        body,
        deadline: PATIENCE + (body.length / 1e6) * PER_MEGABYTE,
        repeatable: false,
        accepts: explained,
      }).catch(withoutAnswer);

    return {
      name: "sendgrid",
      mostRecipients: 1000,
      dailyLimit: settings.SENDGRID_DAILY_LIMIT ?? null,

      async send(mailing) {
        const { body, outcomes } = toRequest(mailing, from);
        const recipients = outcomes.filter((outcome) => outcome === null).length;
        const response = body === null ? null : await post(body);
        const answered = response ? await outcomesOf(response, { recipients, world }) : [];
        let next = 0;
        return outcomes.map((known): Outcome => known ?? answered[next++] ?? { outcome: "unknown" });
      },

      // "For Regional (EU) subusers, no data will be generated for this service."
      lookUp: async (mailing, madeAt) =>
        region === "eu" ? "unknown" : lookUp({ mailing, madeAt }, { origin, headers, world }),
    };
  },
});
