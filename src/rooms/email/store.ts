import { type Database, exactlyOne, type Step } from "../../platform/database/port.ts";
import type { EmailMessagesTable } from "../../platform/database/schema.ts";

export type EmailRow = EmailMessagesTable;

/** Rows of e-mails. */
export function createEmailStore(database: Database) {
  const table = () => database.query.selectFrom("email_messages").selectAll();

  return {
    find: (id: string): Promise<EmailRow | undefined> => database.first(table().where("id", "=", id)),

    insert: (row: EmailRow): Step => database.query.insertInto("email_messages").values(row),

    /** Changes an e-mail that nobody has changed since it was read. */
    update(row: EmailRow, changes: Partial<EmailRow>): Step {
      const query = database.query
        .updateTable("email_messages")
        .set({ ...changes, version: row.version + 1 })
        .where("id", "=", row.id)
        .where("version", "=", row.version);
      return exactlyOne(query);
    },
  };
}

export type EmailStore = ReturnType<typeof createEmailStore>;
