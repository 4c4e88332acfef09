import type { PersonHolder } from "../../kit/person.ts";
import type { EmailStore } from "./store.ts";

/** What the e-mail room owes persons: to hand out and to forget what was sent to them. What is still queued is not sent. */
export function createEmailPersons(store: EmailStore): PersonHolder {
  return {
    room: "email",
    tables: ["email_messages"],

    async exportPerson(person) {
      const rows = await store.ofPerson(person);
      return rows.map(
        ({ template, language, recipient, recipient_name, state, created_at, finished_at }) => ({
          ...{ template, language, recipient, recipientName: recipient_name, state },
          ...{ createdAt: created_at, finishedAt: finished_at },
        }),
      );
    },

    erasePerson: async (person) => ({ erased: await store.forgetPerson(person) }),
  };
}
