import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import { Problem } from "../../../kit/problem.ts";
import type { VendorFailure } from "../../../kit/vendor-failure.ts";
import { vendorFetch, vendorJson } from "../../../kit/vendor-fetch.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "../../../kit/vendor-problem.ts";
import type { EmailDriver, Mailing, Outcome, Recipient } from "../driver.ts";
import type { Mailbox } from "../schema.ts";
import { sender } from "../sender.ts";
import { escapeHtml } from "../slots.ts";

const origin = "https://api.sendgrid.com";

/**
 * SendGrid's Web API, version 3. It has no key by which a repetition could be told, so a call is made once; ids of ours
 * go along as custom arguments, come back in its events, and find the call in its Email Activity.
 */
export const sendgrid = defineDriver<EmailDriver>()({
  settings: z.object({
    SENDGRID_API_KEY: z.string(),
    EMAIL_FROM: sender,
    SENDGRID_DAILY_LIMIT: z.coerce.number().int().positive().optional(),
  }),
  open({ SENDGRID_API_KEY: key, EMAIL_FROM: from, SENDGRID_DAILY_LIMIT: dailyLimit = null }, world) {
    const Authorization = `Bearer ${key}`;
    return {
      name: "sendgrid",
      mostRecipients: 1000,
      dailyLimit,

      async send(mailing) {
        const every = (outcome: Outcome) => mailing.recipients.map(() => outcome);
        try {
          const response = await vendorFetch(world, `${origin}/v3/mail/send`, {
            vendor: "sendgrid",
            method: "POST",
            headers: { Authorization, "Content-Type": "application/json" },
            body: JSON.stringify(toBody(mailing, from)),
            repeatable: false,
            errorCode,
          });
          await response.body?.cancel();
          // 200 is for mails that are only looked at; nothing but 202 says that it will be sent.
          if (response.status !== 202) return every({ outcome: "unknown" });
          return every({ outcome: "taken", vendorId: response.headers.get("X-Message-Id") });
        } catch (error) {
          return outcomesOf(error, mailing);
        }
      },

      async lookUp(mailing) {
        const query = `unique_args['tov_claim']="${mailing}"`;
        const url = `${origin}/v3/messages?limit=1&query=${encodeURIComponent(query)}`;
        try {
          const call = { vendor: "sendgrid", headers: { Authorization } };
          const { messages } = await vendorJson(world, url, call, activity);
          return messages.length > 0 ? "taken" : "left";
        } catch (error) {
          // Email Activity is paid for extra; a key without it may send all the same.
          if (vendorMisconfigured.matches(error)) return "unknown";
          throw error;
        }
      },
    };
  },
});

const activity = z.object({ messages: z.array(z.object({ msg_id: z.string() })) });

/** What a failed call means for its recipients. @throws what says that nobody's was taken */
function outcomesOf(error: unknown, { recipients }: Mailing): Outcome[] {
  const failure = (error instanceof Problem ? error.cause : undefined) as VendorFailure | undefined;
  if (vendorRefused.matches(error)) {
    // One address that it does not like makes SendGrid turn down all of them.
    const index = Number(/^personalizations\.(\d+)\./.exec(failure?.code ?? "")?.[1] ?? Number.NaN);
    const refused: Outcome = { outcome: "refused", failure: "vendor-refused" };
    return recipients.map((_, at) => (Number.isNaN(index) || at === index ? refused : { outcome: "left" }));
  }
  if (vendorUnavailable.matches(error) && failure?.status === undefined)
    return recipients.map(() => ({ outcome: "unknown" }));
  throw error;
}

function toBody({ id, template, content, slots, tracked, recipients }: Mailing, from: Mailbox): object {
  const personalise = ({ id: tov_email, to, values, headers }: Recipient) => ({
    to: [toAddress(to)],
    custom_args: { tov_email },
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(slots.length > 0 && {
      substitutions: Object.fromEntries(
        slots.flatMap(({ name, inText, inHtml }) => [
          [inText, values[name] ?? ""],
          [inHtml, escapeHtml(values[name] ?? "")],
        ]),
      ),
    }),
  });
  return {
    personalizations: recipients.map(personalise),
    from: toAddress(from),
    subject: content.subject,
    // Plain text has to come first.
    content: [
      { type: "text/plain", value: content.text },
      { type: "text/html", value: content.html },
    ],
    categories: [template],
    custom_args: { tov_claim: id },
    // Rewritten links break what may be used once.
    tracking_settings: {
      click_tracking: { enable: tracked, enable_text: false },
      open_tracking: { enable: tracked },
    },
  };
}

/** SendGrid takes neither `;` nor `,` in a name. */
function toAddress({ email, name }: Mailbox): object {
  return name === undefined ? { email } : { email, name: name.replace(/[;,]/g, " ") };
}

/** The field that it did not like; the message may repeat an address. */
function errorCode(body: string): string | undefined {
  const answer = z.object({ errors: z.array(z.object({ field: z.string().nullish() })) });
  return answer.parse(JSON.parse(body)).errors[0]?.field ?? undefined;
}
