import type { Person, PersonHolder } from "../../src/kit/person.ts";
import { createSealedBox, type SealedBox } from "../../src/kit/sealed-box.ts";
import type { Database } from "../../src/platform/database/port.ts";
import type { Row } from "../../src/platform/database/values.ts";
import { createWorld } from "../../src/platform/world.ts";
import { digestOf } from "../../src/rooms/email/address.ts";
import { createBatchStore } from "../../src/rooms/email/batches/batch-store.ts";
import { createConsentPersons } from "../../src/rooms/email/consents/persons.ts";
import { createConsentStore } from "../../src/rooms/email/consents/store.ts";
import { createEventStore } from "../../src/rooms/email/events/event-store.ts";
import { createSuppressionStore } from "../../src/rooms/email/events/suppression-store.ts";
import { createEmailPersons } from "../../src/rooms/email/persons.ts";
import { createEmailStore, nothingYet } from "../../src/rooms/email/store.ts";
import type { TestWorld } from "./test-world.ts";

const { random } = createWorld();

/** Seals what holders and seeds under test seal. */
export const personsBox: SealedBox = createSealedBox({ keys: [{ id: "test", bytes: random(32) }], random });

/** Every holder of `services.ts`, on a database of the test's own. */
export function openPersonHolders(database: Database, world: TestWorld): readonly PersonHolder[] {
  return [
    createEmailPersons({
      emails: createEmailStore(database),
      events: createEventStore(database),
      suppressions: createSuppressionStore(database),
      batches: createBatchStore(database),
      world,
    }),
    createConsentPersons(createConsentStore(database), () => world.now()),
  ];
}

/** How a person gets into each table that a holder covers. */
export const personSeeds: Readonly<Record<string, (database: Database, person: Person) => Promise<void>>> = {
  async email_messages(database, { accountId, email }) {
    const [id, place] = [crypto.randomUUID(), { table: "email_messages", column: "data" }];
    const row = {
      ...nothingYet,
      ...{ id, template: "welcome", language: "ko", recipient: email ?? "", recipient_name: email },
      ...{ account_id: accountId, state: "queued", purpose: "transactional" },
      ...{ recipient_digest: await digestOf(email ?? ""), recipient_domain: "example.org" },
      ...{ created_at: 1, created_by: null },
    };
    const data = await personsBox.seal(JSON.stringify({ name: email }), { ...place, id });
    await database.run(database.query.insertInto("email_messages").values({ ...row, data }));
  },

  async email_suppressions(database, { email }) {
    const digest = await digestOf(email ?? "");
    const row = { digest, address: email, reason: "bounce", source: "sendgrid", created_at: 1 };
    await database.run(database.query.insertInto("email_suppressions").values(row));
  },

  async mail_consents(database, { accountId, email }) {
    const row = {
      ...{ id: crypto.randomUUID(), address: email, digest: await digestOf(email ?? ""), name: email },
      ...{ purpose: "newsletter", language: "ko", account_id: accountId, state: "confirmed", method: "form" },
      ...{ text_version: "2026-11", token: null, requested_at: 1, confirmed_at: 2, reconfirmed_at: null },
      ...{ remind_at: 3, withdrawn_at: null, withdrawn_by: null, noticed_at: 2, version: 1 },
    };
    await database.run(database.query.insertInto("mail_consents").values(row));
  },
};

/** Opens the sealed values of a row, so that a search for traces sees what they say. */
export function createReveal(columns: readonly { table: string; id: string; column: string }[]) {
  return async (table: string, row: Row): Promise<Row> => {
    const open = { ...row };
    for (const { id, column } of columns.filter((one) => one.table === table)) {
      const [sealed, of] = [row[column], String(row[id])];
      if (typeof sealed === "string") open[column] = await personsBox.open(sealed, { table, column, id: of });
    }
    return open;
  };
}
