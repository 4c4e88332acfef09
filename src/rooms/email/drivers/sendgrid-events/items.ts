import * as z from "zod";
import type { DropReason, EmailEvent, EventKind } from "../../events/event.ts";
import type { Report } from "../../events/event-driver.ts";

/** What stands in every item that is about an e-mail of ours; its custom arguments lie flat beside SendGrid's fields. */
const item = z.object({
  event: z.string(),
  // Ids are compared without spaces at their ends on one of the databases, so there may be none.
  sg_event_id: z.string().regex(/^[!-~]{1,255}$/),
  timestamp: z.int().positive().max(253_402_300_799),
  tov_email: z.uuid(),
  type: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  bounce_classification: z.string().optional().catch(undefined),
  sg_machine_open: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
});
type Item = z.output<typeof item>;

/** SendGrid's words for kinds of events; `bounce` has two of ours. Others are none that this house records. */
const kinds: Readonly<Record<string, (item: Item) => EventKind>> = {
  processed: () => "processed",
  deferred: () => "deferred",
  delivered: () => "delivered",
  open: () => "open",
  click: () => "click",
  // Whatever is not said to be for good is for now.
  bounce: ({ type }) => (type === "bounce" ? "bounce" : "blocked"),
  dropped: () => "dropped",
  spamreport: () => "complaint",
  unsubscribe: () => "unsubscribe",
  group_unsubscribe: () => "unsubscribe",
};

/** Reads the items of one call. What one of them has wrong is no matter for the others. */
export function readItems(items: readonly unknown[]): Report {
  const events: EmailEvent[] = [];
  let [malformed, passedOver] = [0, 0];
  for (const one of items) {
    const read = item.safeParse(one);
    if (read.success && Object.hasOwn(kinds, read.data.event)) events.push(toEvent(read.data));
    else if (isOurs(one)) malformed += 1;
    else passedOver += 1;
  }
  return { events, malformed, passedOver };
}

/** Whether it should have been understood: anything but an event of another kind, or of an e-mail of somebody else's. */
function isOurs(one: unknown): boolean {
  const { event, tov_email } = (one ?? {}) as { event?: unknown; tov_email?: unknown };
  if (typeof event !== "string") return true;
  return Object.hasOwn(kinds, event) && tov_email !== undefined;
}

function toEvent(one: Item): EmailEvent {
  const kind = kinds[one.event]!(one);
  return {
    id: one.sg_event_id,
    message: one.tov_email.toLowerCase(),
    kind,
    at: one.timestamp * 1000,
    machine: kind === "open" && one.sg_machine_open === true,
    detail: detailOf(kind, one),
  };
}

/** Only words from lists and codes: free text of servers repeats addresses. */
function detailOf(kind: EventKind, one: Item): string | null {
  if (kind === "dropped") return dropReasonOf(one.reason ?? "");
  if (kind !== "bounce" && kind !== "blocked" && kind !== "deferred") return null;
  const code = statusOf(one.status) ?? statusOf(one.response) ?? statusOf(one.reason);
  const class_ = classes.find((name) => name === one.bounce_classification);
  return [code, class_].filter(Boolean).join(" ") || null;
}

/** `bounce_classification` of the Event Webhook Reference, which has two names for some. */
const classes = [
  ...["Invalid Address", "Technical", "Technical Failure", "Content", "Reputation", "Mailbox Unavailable"],
  ...["Frequency or Volume", "Frequency or Volume Too High", "Unclassified"],
];

/** An enhanced status code (RFC 3463), or else a reply code (RFC 5321, section 4.2). */
function statusOf(text: string | undefined): string | undefined {
  return /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(text ?? "")?.[0] ?? /^[45]\d\d\b/.exec(text ?? "")?.[0];
}

function dropReasonOf(reason: string): DropReason {
  if (/^bounced address/i.test(reason)) return "bounced";
  if (/^spam report/i.test(reason)) return "complaint";
  if (/^unsubscribed address/i.test(reason)) return "unsubscribed";
  // Alone: there is an "Invalid SMTPAPI header" too, for which its recipient can do nothing.
  return /^invalid(?: address)?$/i.test(reason) ? "invalid" : "other";
}
