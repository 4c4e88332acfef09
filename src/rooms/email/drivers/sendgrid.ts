import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import type { VendorFailure } from "../../../kit/vendor-failure.ts";
import { vendorFetch } from "../../../kit/vendor-fetch.ts";
import { vendorUnavailable } from "../../../kit/vendor-problem.ts";
import type { EmailDriver, OutgoingEmail } from "../driver.ts";
import type { Mailbox } from "../schema.ts";
import { sender } from "../sender.ts";

/**
 * SendGrid's Web API, version 3. It has no key by which a repetition could be told, so a call that got no answer is not
 * repeated here; our id goes along as a custom argument and comes back in its events.
 */
export const sendgrid = defineDriver<EmailDriver>()({
  settings: z.object({ SENDGRID_API_KEY: z.string(), EMAIL_FROM: sender }),
  open: ({ SENDGRID_API_KEY: key, EMAIL_FROM: from }, world) => ({
    name: "sendgrid",
    async send(email) {
      const response = await vendorFetch(world, "https://api.sendgrid.com/v3/mail/send", {
        vendor: "sendgrid",
        method: "POST",
        headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
        body: JSON.stringify(toBody(email, from)),
        repeatable: false,
        errorCode,
      });
      await response.body?.cancel();
      // 200 is for mails that are only looked at; nothing but 202 says that it will be sent.
      if (response.status !== 202) throw vendorUnavailable({ cause: unexpected(response) });
      return { vendorId: response.headers.get("X-Message-Id") };
    },
  }),
});

const unexpected = ({ status }: Response): VendorFailure => ({
  vendor: "sendgrid",
  status,
  reason: "unexpected status",
});

function toBody({ id, template, to, subject, html, text }: OutgoingEmail, from: Mailbox): object {
  return {
    personalizations: [{ to: [toAddress(to)], custom_args: { tov_email: id } }],
    from: toAddress(from),
    subject,
    // Plain text has to come first.
    content: [
      { type: "text/plain", value: text },
      { type: "text/html", value: html },
    ],
    categories: [template],
    // Rewritten links break what may be used once.
    tracking_settings: { click_tracking: { enable: false, enable_text: false } },
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
