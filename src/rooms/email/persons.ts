import type { Person, PersonHolder } from "../../kit/person.ts";
import type { World } from "../../kit/world.ts";
import { digestOf } from "./address.ts";
import type { BatchRow, BatchStore } from "./batches/batch-store.ts";
import type { EventStore } from "./events/event-store.ts";
import type { SuppressionStore } from "./events/suppression-store.ts";
import { type EmailRow, type EmailStore, nothingYet } from "./store.ts";

/** Where the e-mail room holds something of persons. */
export interface EmailHoldings {
  emails: EmailStore;
  events: EventStore;
  suppressions: SuppressionStore;
  batches: Pick<BatchStore, "unread">;
  world: Pick<World, "now" | "newId">;
}

/**
 * What the e-mail room owes persons: to hand out and to forget what was sent to them, and what they did with it. What is still
 * queued is not sent. Of an address that is not written to the digest stays, so that nobody writes to it after all.
 */
export function createEmailPersons(holdings: EmailHoldings): PersonHolder {
  const { emails, events, suppressions, batches, world } = holdings;

  /** A batch passes over whom it has already, so that nobody is recorded again out of a list that is still being read. */
  async function passedOver({ email }: Person): Promise<EmailRow[]> {
    const unread = email === null ? [] : await batches.unread();
    const digest = await digestOf(email ?? "");
    return unread.map((batch) => ({ ...nobodyOf(batch, world), recipient_digest: digest }));
  }

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
      return { erased: forgotten + (await emails.forgetPerson(person, await passedOver(person))) };
    },
  };
}

/** The row of a recipient of whom nothing is known. */
function nobodyOf({ id, template, language, purpose }: BatchRow, { newId, now }: EmailHoldings["world"]) {
  return {
    ...nothingYet,
    ...{ id: newId(), batch_id: id, template, language, purpose },
    ...{ recipient: "", recipient_domain: "", recipient_name: null, recipient_digest: "" },
    ...{ state: "suppressed", failure: "forgotten", created_at: now(), created_by: null, finished_at: now() },
  };
}
