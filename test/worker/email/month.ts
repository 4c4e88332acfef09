import { koreanDate } from "../../../src/kit/kst.ts";
import { digestOf } from "../../../src/rooms/email/address.ts";
import { dropReasons, type EmailEvent, type EventKind } from "../../../src/rooms/email/events/event.ts";
import type { EmailRow } from "../../../src/rooms/email/store.ts";
import { emailRow } from "../../setup/email-rows.ts";

/** A month of e-mails and all that happened to them. */
export interface Month {
  /** As they stood while the calls were made. */
  rows: EmailRow[];
  /** By whose record the e-mails of a call are `sent`; of the others the answer was lost. */
  recorded: Set<string>;
  /** What the vendor posts, in any order, some of it twice. */
  deliveries: EmailEvent[][];
}

const begin = Date.parse("2026-10-31T15:00:00Z");
const day = 24 * 60 * 60_000;

/** What may become of an e-mail, from the likeliest to the rarest. */
const courses: readonly (readonly EventKind[])[] = [
  ["processed", "delivered"],
  ["processed", "delivered", "open"],
  ["processed", "deferred", "delivered", "open", "open", "click"],
  ["delivered", "click", "click"],
  ["processed", "bounce"],
  ["processed", "deferred", "blocked"],
  ["processed", "delivered", "bounce"],
  ["dropped"],
  ["processed", "delivered", "open", "complaint"],
  ["delivered", "unsubscribe"],
  [],
];

/** The same month for the same seed. */
export async function generateMonth(seed: number, count: number): Promise<Month> {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const id = () => hexId(random);
  const calls = Array.from({ length: Math.ceil(count / 40) }, () => ({
    claim: id(),
    at: begin + random() * 30 * day,
  }));
  const rows: EmailRow[] = [];
  const events: EmailEvent[] = [];
  for (let i = 0; i < count; i++) {
    const { claim, at } = pick(calls);
    const recipient = `person.${i}@${pick(["naver.com", "gmail.com", "daum.net", "example.org"])}`;
    const row = await emailRow({
      ...{ id: id(), claim, claimed_at: Math.floor(at), state: "sending", sent_at: null, finished_at: null },
      ...{
        template: pick(["welcome", "notification", "custom"]),
        batch_id: pick([null, "batch-1", "batch-2"]),
      },
      ...{ recipient, recipient_digest: await digestOf(recipient) },
    });
    rows.push(row);
    let time = Math.floor(at);
    for (const kind of courses[Math.floor(random() ** 2 * courses.length)]!) {
      time += Math.floor(random() * 2 * day);
      const machine = kind === "open" && random() < 0.4;
      events.push({ id: id(), message: row.id, kind, at: time, machine, detail: detailOf(kind, pick) });
    }
  }
  // Of another sender at the same vendor.
  events.push({ id: id(), message: id(), kind: "delivered", at: begin, machine: false, detail: null });
  const posted = shuffled([...events, ...events.filter(() => random() < 0.15)], random);
  const deliveries: EmailEvent[][] = [];
  while (posted.length > 0) deliveries.push(posted.splice(0, 1 + Math.floor(random() * 900)));
  return {
    rows,
    recorded: new Set(calls.filter(() => random() < 0.8).map(({ claim }) => claim)),
    deliveries,
  };
}

const detailOf = (kind: EventKind, pick: <T>(list: readonly T[]) => T) =>
  kind === "dropped" ? pick(dropReasons) : kind === "bounce" ? "5.1.1 Invalid Address" : null;

export interface Figures {
  sent: number;
  delivered: number;
  opened: number;
  machine_opened: number;
  clicked: number;
  bounced: number;
  blocked: number;
  complained: number;
  unsubscribed: number;
}

/** The statistics of a month, counted one e-mail after the other, by day, batch, template and domain. */
export function recount({ rows, recorded, deliveries }: Month): Map<string, Figures> {
  const figures = new Map<string, Figures>();
  const byMessage = Map.groupBy(deliveries.flat(), ({ message }) => message);
  for (const row of rows) {
    const events = byMessage.get(row.id) ?? [];
    if (events.length === 0 && !recorded.has(row.claim!)) continue;
    const key = [koreanDate(row.claimed_at!), row.batch_id ?? "", row.template, row.recipient_domain].join(
      "|",
    );
    const sum = figures.get(key) ?? { ...none };
    figures.set(key, sum);
    sum.sent += 1;
    for (const [name, fits] of Object.entries(counted) as [
      keyof typeof counted,
      (event: EmailEvent) => boolean,
    ][])
      if (events.some(fits)) sum[name] += 1;
  }
  return figures;
}

const none: Figures = {
  ...{ sent: 0, delivered: 0, opened: 0, machine_opened: 0, clicked: 0 },
  ...{ bounced: 0, blocked: 0, complained: 0, unsubscribed: 0 },
};

const lost = ({ kind, detail }: EmailEvent) =>
  kind === "bounce" || (kind === "dropped" && ["bounced", "invalid"].includes(detail ?? ""));

const counted = {
  delivered: ({ kind }: EmailEvent) =>
    ["delivered", "open", "click", "complaint", "unsubscribe"].includes(kind),
  opened: ({ kind, machine }: EmailEvent) => (kind === "open" && !machine) || kind === "click",
  machine_opened: ({ kind, machine }: EmailEvent) => kind === "open" && machine,
  clicked: ({ kind }: EmailEvent) => kind === "click",
  bounced: lost,
  blocked: (event: EmailEvent) => event.kind === "blocked" || (event.kind === "dropped" && !lost(event)),
  complained: ({ kind }: EmailEvent) => kind === "complaint",
  unsubscribed: ({ kind }: EmailEvent) => kind === "unsubscribe",
};

/** In which state an e-mail is at the end of the month. */
export function finalState(row: EmailRow, { recorded, deliveries }: Month): string {
  const events = deliveries.flat().filter(({ message }) => message === row.id);
  if (events.some(counted.bounced)) return "bounced";
  if (events.some(counted.blocked)) return "blocked";
  if (events.some(counted.delivered)) return "delivered";
  return events.length > 0 || recorded.has(row.claim!) ? "sent" : "sending";
}

/** Mulberry32: from 0 to 1, the same numbers for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hexId(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `7${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
