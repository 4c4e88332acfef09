import type { Desk } from "../../account.ts";
import { type Mail, mailboxesOf } from "./mail.ts";
import { signingKeyOf } from "./signing-key.ts";
import { type WebhookSettings, webhooksOf } from "./webhook-settings.ts";

/** Events that a mail goes through when all is well, in this order. */
const course = ["processed", "delivered"] as const;

type EventName = (typeof course)[number];

/** Tells every webhook that is set up what becomes of a mail: a call for each event, with an item for each recipient. */
export async function announce(desk: Desk, mail: Mail, messageId: string): Promise<void> {
  for (const settings of webhooksOf(desk.account).values()) {
    for (const event of course.filter((name) => settings.enabled && settings[name]))
      await post(desk, settings, event, eventsOf(desk, mail, { event, messageId }));
  }
}

async function post(
  desk: Desk,
  settings: WebhookSettings,
  event: EventName,
  events: object[],
): Promise<void> {
  const timestamp = String(Math.floor(desk.now() / 1000));
  const body = bodyOf(events);
  const signature = settings.signed && {
    "X-Twilio-Email-Event-Webhook-Signature": await signingKeyOf(desk.account).sign(timestamp, body),
    "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
  };
  const headers = { "Content-Type": "application/json", "User-Agent": "SendGrid Event API", ...signature };
  desk.enqueue({ title: event, url: settings.url, headers, body });
}

/** Byte for byte as SendGrid writes it: a line for each event, and CRLF at the end. The signature is over these bytes. */
function bodyOf(events: readonly object[]): string {
  return `[${events.map((event) => JSON.stringify(event)).join(",\r\n")}]\r\n`;
}

function eventsOf(
  desk: Desk,
  mail: Mail,
  { event, messageId }: { event: EventName; messageId: string },
): object[] {
  const common = {
    timestamp: Math.floor(desk.now() / 1000),
    "smtp-id": `<${messageId}@sandbox.invalid>`,
    event,
    sg_message_id: `${messageId}.sandbox-0`,
    ...(mail.categories && { category: mail.categories }),
    ...details[event],
  };
  return mail.personalizations.flatMap((one) =>
    mailboxesOf(one).map(({ email }) => ({
      ...mail.custom_args,
      ...one.custom_args,
      email,
      ...common,
      sg_event_id: crypto.randomUUID(),
    })),
  );
}

const details: Record<EventName, object> = {
  processed: {},
  delivered: { response: "250 2.0.0 OK", ip: "192.0.2.1", tls: 1 },
};
