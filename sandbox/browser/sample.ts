import { texts } from "./texts.ts";

/** Sends a mail as the homepage would, with a key of its own. */
export function sendSample(): Promise<Response> {
  return fetch("/api.sendgrid.com/v3/mail/send", {
    method: "POST",
    headers: { Authorization: "Bearer sandbox_demo", "Content-Type": "application/json" },
    body: JSON.stringify({
      personalizations: [{ to: [{ email: "hana@example.org", name: texts.sample.name }] }],
      from: { email: "office@example.org", name: texts.sample.office },
      subject: texts.sample.subject,
      content: [
        { type: "text/plain", value: texts.sample.text },
        { type: "text/html", value: `<h1>${texts.sample.subject}</h1><p>${texts.sample.text}</p>` },
      ],
    }),
  });
}
