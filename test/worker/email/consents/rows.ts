import type { Database } from "../../../../src/platform/database/port.ts";
import { digestOf } from "../../../../src/rooms/email/address.ts";
import type { PurposeName } from "../../../../src/rooms/email/consents/purposes.ts";
import type { ConsentRow } from "../../../../src/rooms/email/consents/store.ts";
import type { EmailRow } from "../../../../src/rooms/email/store.ts";
import { nothingYet } from "../../../../src/rooms/email/store.ts";

let made = 0;
/** Ids that sort as they were made. */
export const newId = () => `01995b1e-7c3a-7000-8000-${String(++made).padStart(12, "0")}`;

/** A consent, confirmed at 1000, of `hong@example.org`. */
export async function consentRow(given: Partial<ConsentRow> = {}): Promise<ConsentRow> {
  const address = given.address ?? "hong@example.org";
  return {
    ...{ id: newId(), address, digest: await digestOf(address), name: null, purpose: "newsletter" },
    ...{ language: "ko", account_id: null, state: "confirmed", method: "form", text_version: "2026-11" },
    ...{ token: null, requested_at: 900, confirmed_at: 1000, reconfirmed_at: null, remind_at: 5000 },
    ...{ withdrawn_at: null, withdrawn_by: null, noticed_at: 1000, version: 1 },
    ...given,
  };
}

/** A waiting e-mail of the batch `batch-1` to `hong@example.org`. */
export async function emailRow(given: Partial<EmailRow> = {}): Promise<EmailRow> {
  const recipient = given.recipient ?? "hong@example.org";
  return {
    ...nothingYet,
    ...{ id: newId(), template: "custom", language: "ko", recipient, recipient_name: null },
    ...{ recipient_digest: await digestOf(recipient), recipient_domain: "example.org" },
    ...{ purpose: "advertisement", batch_id: "batch-1", data: "sealed", state: "queued" },
    ...{ created_at: 1, created_by: null },
    ...given,
  };
}

/** Puts consents and e-mails into a database. */
export async function put(
  database: Database,
  rows: { consents?: readonly ConsentRow[]; emails?: readonly EmailRow[] },
): Promise<void> {
  const { consents = [], emails = [] } = rows;
  await database.atomically([
    ...consents.map((row) => database.query.insertInto("mail_consents").values(row)),
    ...emails.map((row) => database.query.insertInto("email_messages").values(row)),
  ]);
}

/** What became of waiting e-mails, and of consents, by id. */
export async function outcomes(database: Database) {
  const emails = await database.all(database.query.selectFrom("email_messages").selectAll().orderBy("id"));
  const consents = await database.all(database.query.selectFrom("mail_consents").selectAll().orderBy("id"));
  return {
    emails: Object.fromEntries(emails.map(({ id, state, failure }) => [id, failure ?? state])),
    consents: Object.fromEntries(consents.map(({ id, state }) => [id, state])),
  };
}

export const everyPurpose: readonly PurposeName[] = ["newsletter", "fundraising", "events"];
