import type { Desk } from "../../account.ts";
import { courseOf } from "./courses.ts";
import { type HappeningName, happeningOf } from "./happenings.ts";
import type { Message } from "./messages.ts";
import { signingKeyOf } from "./signing-key.ts";
import { type WebhookSettings, webhooksOf } from "./webhook-settings.ts";

/** Something that happens to some messages; `at` in epoch milliseconds, `id` for an event that comes again. */
export interface Occasion {
  readonly name: HappeningName;
  readonly messages: readonly Message[];
  readonly at?: number | undefined;
  readonly id?: string | undefined;
}

/** Lets mails take the course that their addresses have, and tells of it: a call for each step, with an item for each message. */
export async function announce(desk: Desk, messages: readonly Message[]): Promise<void> {
  const lasting = messages.map((message) => ({
    message,
    course: courseOf(message.to).filter(seen(message)),
  }));
  const longest = Math.max(0, ...lasting.map(({ course }) => course.length));
  for (let step = 0; step < longest; step++) {
    const next = Map.groupBy(
      lasting.filter(({ course }) => step < course.length),
      ({ course }) => course[step]!,
    );
    for (const [name, found] of next)
      await happen(desk, { name, messages: found.map(({ message }) => message) });
  }
}

/** Opens and clicks of a mail without tracking are nobody's business. */
const seen =
  ({ tracked }: Message) =>
  (name: HappeningName) =>
    name === "click" ? tracked.clicks : name === "open" || name === "machine-open" ? tracked.opens : true;

/** Notes what happens, and tells every webhook that asks for it. Answers the events as they are sent, and to how many. */
export async function happen(
  desk: Desk,
  { name, messages, at = desk.now(), id }: Occasion,
): Promise<{ events: object[]; webhooks: number }> {
  const events = messages.map((message) => {
    note(message, name, at);
    return eventOf(message, { name, at, id: id ?? crypto.randomUUID() });
  });
  const asking = [...webhooksOf(desk.account).values()].filter((one) => one.enabled && asks(one, name));
  for (const settings of asking) await post(desk, settings, name, events);
  return { events, webhooks: asking.length };
}

function note(message: Message, name: HappeningName, at: number): void {
  const { status, counts } = happeningOf(name);
  if (status) message.status = status;
  if (counts) message[counts] += 1;
  message.lastEventAt = Math.max(message.lastEventAt, at);
}

function asks(settings: WebhookSettings, name: HappeningName): boolean {
  const { event, setting = event } = happeningOf(name);
  return settings[setting as keyof WebhookSettings] === true;
}

async function post(desk: Desk, settings: WebhookSettings, title: string, events: object[]): Promise<void> {
  const timestamp = String(Math.floor(desk.now() / 1000));
  const body = bodyOf(events);
  const signature = settings.signed && {
    "X-Twilio-Email-Event-Webhook-Signature": await signingKeyOf(desk.account).sign(timestamp, body),
    "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
  };
  const headers = { "Content-Type": "application/json", "User-Agent": "SendGrid Event API", ...signature };
  desk.enqueue({ title, url: settings.url, headers, body });
}

/** Byte for byte as SendGrid writes it: a line for each event, and CRLF at the end. The signature is over these bytes. */
function bodyOf(events: readonly object[]): string {
  return `[${events.map((event) => JSON.stringify(event)).join(",\r\n")}]\r\n`;
}

/** What is custom stands beside the rest, and what SendGrid itself has to say wins. */
function eventOf(
  message: Message,
  { name, at, id }: { name: HappeningName; at: number; id: string },
): object {
  const { event, details } = happeningOf(name);
  return {
    ...message.args,
    email: message.to,
    timestamp: Math.floor(at / 1000),
    "smtp-id": `<${message.id.split(".")[0]}@sandbox.invalid>`,
    event,
    sg_message_id: message.id,
    ...(message.categories && { category: message.categories }),
    ...details,
    ...(event === "click" && { url: message.link }),
    sg_event_id: id,
  };
}
