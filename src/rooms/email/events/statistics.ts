import { maskEmail } from "../../../kit/mask-text.ts";
import { emailNotFound } from "../problems.ts";
import { emailState } from "../schema.ts";
import type { EmailStore } from "../store.ts";
import { eventKind } from "./event.ts";
import type { EventStore } from "./event-store.ts";
import type { Figures, Rates, Statistics, StatisticsQuery, Timeline } from "./schema.ts";
import type { StatisticsStore } from "./statistics-store.ts";

/** What became of e-mails: of many in figures, of one in its timeline. */
export function createStatistics(stores: {
  emails: EmailStore;
  events: EventStore;
  statistics: StatisticsStore;
}) {
  return {
    async read({ by, limit, ...choice }: StatisticsQuery): Promise<Statistics> {
      const [rows, total] = await Promise.all([
        stores.statistics.by(by, choice, limit),
        stores.statistics.total(choice),
      ]);
      const items = rows.map(({ key, ...found }) => ({
        key: key === "" ? null : key,
        ...withRates(found),
      }));
      return { items, total: withRates(total) };
    },

    /** @throws `email-not-found` */
    async timelineOf(id: string): Promise<Timeline> {
      const [row, events] = await Promise.all([stores.emails.find(id), stores.events.ofMessage(id)]);
      if (!row) throw emailNotFound();
      return {
        ...{ id, template: row.template, batch: row.batch_id, recipient: maskEmail(row.recipient) },
        ...{ state: emailState.parse(row.state), createdAt: row.created_at },
        firsts: {
          ...{ sent: row.sent_at, delivered: row.delivered_at, opened: row.opened_at },
          ...{ machineOpened: row.machine_opened_at, clicked: row.clicked_at, bounced: row.bounced_at },
          ...{ blocked: row.blocked_at, complained: row.complained_at, unsubscribed: row.unsubscribed_at },
        },
        // Of what happened in the same second, the usual course is the likeliest.
        events: events
          .map(({ kind, at, machine, detail }) => ({
            ...{ kind: eventKind.parse(kind), at, machine: machine === 1, detail },
          }))
          .toSorted((a, b) => a.at - b.at || course.indexOf(a.kind) - course.indexOf(b.kind)),
      };
    },
  };
}

export type EmailStatistics = ReturnType<typeof createStatistics>;

const course = eventKind.options;

function withRates(figures: Figures): { figures: Figures; rates: Rates } {
  const of = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const { sent, delivered, opened, clicked, bounced, complained } = figures;
  const rates = {
    ...{ delivered: of(delivered, sent), bounced: of(bounced, sent) },
    ...{ opened: of(opened, delivered), clicked: of(clicked, delivered) },
    complained: of(complained, delivered),
  };
  return { figures, rates };
}
