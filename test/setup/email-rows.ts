import type { Database } from "../../src/platform/database/port.ts";
import { insertRows } from "../../src/platform/database/rows.ts";
import { digestOf, domainOf } from "../../src/rooms/email/address.ts";
import type { EmailRow } from "../../src/rooms/email/store.ts";
import { nothingYet } from "../../src/rooms/email/store.ts";

/** A row of an e-mail that a vendor has taken, unless told otherwise. */
export async function emailRow(changes: Partial<EmailRow> = {}): Promise<EmailRow> {
  const recipient = changes.recipient ?? "hana@example.org";
  return {
    ...nothingYet,
    ...{ id: crypto.randomUUID(), template: "welcome", language: "ko", recipient, recipient_name: null },
    ...{ recipient_digest: await digestOf(recipient), recipient_domain: domainOf(recipient) },
    ...{ purpose: "transactional", state: "sent", created_at: 1, created_by: null },
    ...{ claimed_at: 1_000_000, sent_at: 1_000_000, finished_at: 1_000_001 },
    ...changes,
  };
}

/** Puts e-mails into the database, as many as there are. */
export async function insertEmails(database: Database, rows: readonly EmailRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 1000)
    await database.run(insertRows(database, "email_messages", rows.slice(at, at + 1000)));
}

export const emailById = (database: Database, id: string): Promise<EmailRow | undefined> =>
  database.first(database.query.selectFrom("email_messages").selectAll().where("id", "=", id));
