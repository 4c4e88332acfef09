import type { PersonHolder } from "../../kit/person.ts";
import type { EventStore } from "./events/event-store.ts";
import type { SuppressionStore } from "./events/suppression-store.ts";
import type { EmailStore } from "./store.ts";

/** Where the e-mail room holds something of persons. */
export interface EmailHoldings {
  emails: EmailStore;
  events: EventStore;
  suppressions: SuppressionStore;
}

/**
 * What the e-mail room owes persons: to hand out and to forget what was sent to them, and what they did with it. What is still
 * queued is not sent. Of an address that is not written to the digest stays, so that nobody writes to it after all.
 */
export function createEmailPersons({ emails, events, suppressions }: EmailHoldings): PersonHolder {
  return {
    room: "email",
    tables: ["email_messages", "email_suppressions"],

    async exportPerson(person) {
      const rows = await emails.ofPerson(person);
      const happened = Map.groupBy(
        await events.ofMessages(rows.map(({ id }) => id)),
        ({ message_id }) => message_id,
      );
      const records = rows.map((row) => ({
        ...{ template: row.template, language: row.language, state: row.state },
        ...{ recipient: row.recipient, recipientName: row.recipient_name },
        ...{ createdAt: row.created_at, finishedAt: row.finished_at },
        events: (happened.get(row.id) ?? []).map(({ kind, at, machine }) => ({
          ...{ kind, at, machine: machine === 1 },
        })),
      }));
      const suppressed = await suppressions.ofPerson(person);
      return [
        ...records,
        ...suppressed.map(({ address, reason, created_at }) => ({
          ...{ suppressedAddress: address, reason, createdAt: created_at },
        })),
      ];
    },

    async erasePerson(person) {
      const forgotten = await suppressions.forgetPerson(person);
      return { erased: forgotten + (await emails.forgetPerson(person)) };
    },
  };
}
