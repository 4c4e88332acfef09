import type { PersonHolder } from "../../../kit/person.ts";
import type { ConsentStore } from "./store.ts";

/**
 * What is owed to persons of their consents. Of one that is erased the digest stays, withdrawn, so that an old list does not
 * bring it back.
 */
export function createConsentPersons(store: ConsentStore, now: () => number): PersonHolder {
  return {
    room: "email consents",
    tables: ["mail_consents"],

    async exportPerson(person) {
      const rows = await store.ofPerson(person);
      return rows.map(({ address, name, purpose, language, state, method, text_version, ...times }) => ({
        ...{ address, name, purpose, language, state, method, textVersion: text_version },
        ...{ requestedAt: times.requested_at, confirmedAt: times.confirmed_at },
        ...{ reconfirmedAt: times.reconfirmed_at, withdrawnAt: times.withdrawn_at },
      }));
    },

    erasePerson: async (person) => ({ erased: await store.forgetPerson(person, now()) }),
  };
}
