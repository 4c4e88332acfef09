import type { ExpressionBuilder } from "kysely";
import type { Person } from "../../kit/person.ts";
import type { Database, Step } from "../../platform/database/port.ts";
import type { EmailMessagesTable, Schema } from "../../platform/database/schema.ts";
import { updateVersion } from "../../platform/database/update-version.ts";

export type EmailRow = EmailMessagesTable;

/** Rows of e-mails. */
export function createEmailStore(database: Database) {
  const table = () => database.query.selectFrom("email_messages").selectAll();

  return {
    find: (id: string): Promise<EmailRow | undefined> => database.first(table().where("id", "=", id)),

    insert: (row: EmailRow): Step => database.query.insertInto("email_messages").values(row),

    /** Changes an e-mail that nobody has changed since it was read. */
    update: (row: EmailRow, changes: Partial<EmailRow>): Step =>
      updateVersion(database, "email_messages", row, changes),

    /** Forgets what was sent, or failed, before that time; answers how many. */
    async forgetFinished(time: number): Promise<number> {
      const query = database.query.deleteFrom("email_messages").where("finished_at", "<", time);
      return (await database.run(query)).changed;
    },

    /** Oldest first. */
    ofPerson: (person: Person): Promise<EmailRow[]> =>
      database.all(table().where(sentTo(person)).orderBy("id")),

    /** Answers how many there were. */
    async forgetPerson(person: Person): Promise<number> {
      const query = database.query.deleteFrom("email_messages").where(sentTo(person));
      return (await database.run(query)).changed;
    },
  };
}

/** Addresses are compared as people read them, without regard to case. */
const sentTo =
  ({ accountId, email }: Person) =>
  (row: ExpressionBuilder<Schema, "email_messages">) => {
    const folded = email?.toLowerCase() ?? null;
    return row.or([
      ...(accountId === null ? [] : [row("account_id", "=", accountId)]),
      ...(folded === null ? [] : [row("recipient_folded", "=", folded)]),
    ]);
  };

export type EmailStore = ReturnType<typeof createEmailStore>;
