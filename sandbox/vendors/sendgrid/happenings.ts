import type { Message } from "./messages.ts";

/** What may happen to a message: the event's name in SendGrid's words, and what belongs to it alone. */
export interface Happening {
  readonly event: string;
  /** Which setting of a webhook asks for it, where that is called otherwise. */
  readonly setting?: string;
  readonly details?: object;
  /** What Email Activity says of the message from then on. */
  readonly status?: Message["status"];
  readonly counts?: "opens" | "clicks";
}

const server = { ip: "192.0.2.1" };
const html = { sg_content_type: "html" };
const person = {
  ip: "198.51.100.7",
  useragent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15",
};

/** Everything that can be had of the sandbox, by the name under which it is asked for. */
const happenings = {
  processed: { event: "processed" },
  delivered: {
    event: "delivered",
    details: { response: "250 2.0.0 OK", ...server, tls: 1 },
    status: "delivered",
  },
  deferred: {
    event: "deferred",
    // SendGrid writes the number of the attempt as a text.
    details: { response: "451 4.7.1 Greylisted, please try again later.", attempt: "1", ...server },
  },
  bounce: {
    event: "bounce",
    details: {
      ...{ type: "bounce", status: "5.1.1", bounce_classification: "Invalid Address" },
      ...{ reason: "550 5.1.1 The email account that you tried to reach does not exist.", ...server, tls: 1 },
    },
    status: "not_delivered",
  },
  blocked: {
    event: "bounce",
    details: {
      ...{ type: "blocked", status: "4.7.1", bounce_classification: "Frequency or Volume Too High" },
      ...{ reason: "421 4.7.1 Try again later.", ...server, tls: 1 },
    },
    status: "not_delivered",
  },
  dropped: {
    event: "dropped",
    details: { reason: "Bounced Address", status: "5.0.0" },
    status: "not_delivered",
  },
  "machine-open": {
    event: "open",
    details: { ...server, useragent: "Mozilla/5.0", sg_machine_open: true, ...html },
    counts: "opens",
  },
  open: { event: "open", details: { ...person, sg_machine_open: false, ...html }, counts: "opens" },
  click: {
    event: "click",
    details: { ...person, url_offset: { index: 0, type: "html" }, ...html },
    counts: "clicks",
  },
  spamreport: { event: "spamreport", setting: "spam_report" },
  unsubscribe: { event: "unsubscribe" },
  group_unsubscribe: { event: "group_unsubscribe", details: { ...person, asm_group_id: 1 } },
} as const satisfies Record<string, Happening>;

export type HappeningName = keyof typeof happenings;

export const happeningNames = Object.keys(happenings) as [HappeningName, ...HappeningName[]];

/** What happens under that name. */
export function happeningOf(name: HappeningName): Happening {
  return happenings[name];
}
