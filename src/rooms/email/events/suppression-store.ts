import type { Person } from "../../../kit/person.ts";
import type { EmailSuppressionsTable } from "../../../platform/database/email-tables.ts";
import { type Database, exactlyOne, type Step } from "../../../platform/database/port.ts";
import { insertIgnoring } from "../../../platform/database/upsert.ts";
import { digestOf } from "../address.ts";

export type SuppressionRow = EmailSuppressionsTable;

/** Where the next page of a list begins: behind this row. */
export interface Position {
  readonly createdAt: number;
  readonly digest: string;
}

/** Rows of addresses that are not written to. */
export function createSuppressionStore(database: Database) {
  const table = () => database.query.selectFrom("email_suppressions").selectAll();

  return {
    find: (digest: string): Promise<SuppressionRow | undefined> =>
      database.first(table().where("digest", "=", digest)),

    /** By how its digest begins: 32 digits. */
    findByStart: (start: string): Promise<SuppressionRow | undefined> =>
      database.first(
        table()
          .where("digest", ">=", start)
          .where("digest", "<=", `${start}${"f".repeat(32)}`),
      ),

    /** The newest first. */
    list(reason: string | null, limit: number, after: Position | null): Promise<SuppressionRow[]> {
      let rows = table().orderBy("created_at", "desc").orderBy("digest").limit(limit);
      if (reason !== null) rows = rows.where("reason", "=", reason);
      if (after !== null) {
        const { createdAt, digest } = after;
        rows = rows.where((row) =>
          row.or([
            row("created_at", "<", createdAt),
            row.and([row("created_at", "=", createdAt), row("digest", ">", digest)]),
          ]),
        );
      }
      return database.all(rows);
    },

    /** Undoes the batch when the address is there already. */
    insert: (row: SuppressionRow): Step => exactlyOne(insertIgnoring(database, "email_suppressions", row)),

    /** Undoes the batch when it is not there any more. */
    remove: ({ digest, created_at, reason }: SuppressionRow): Step =>
      exactlyOne(
        database.query
          .deleteFrom("email_suppressions")
          .where("digest", "=", digest)
          .where("created_at", "=", created_at)
          .where("reason", "=", reason),
      ),

    /** Takes advertisements for the address out of the queue; what somebody asked for or needs stays in it. */
    withholdAdvertisements: (digest: string, now: number): Step =>
      database.query
        .updateTable("email_messages")
        .set({ state: "suppressed", failure: "suppressed", data: null, finished_at: now })
        .set((row) => ({ version: row("version", "+", 1) }))
        .where("recipient_digest", "=", digest)
        .where("state", "=", "queued")
        .where("purpose", "=", "advertisement"),

    ofPerson: async ({ email }: Person): Promise<SuppressionRow[]> =>
      email === null
        ? []
        : database.all(
            table()
              .where("digest", "=", await digestOf(email))
              .where("address", "is not", null),
          ),

    /** Forgets the address and not that it is none to write to; has to come before its e-mails go. Answers how many there were. */
    async forgetPerson({ accountId, email }: Person): Promise<number> {
      if (accountId === null && email === null) return 0;
      const digest = email === null ? null : await digestOf(email);
      const forgotten = database.query
        .updateTable("email_suppressions")
        .set({ address: null })
        .where("address", "is not", null)
        .where((row) => {
          const own = row
            .selectFrom("email_messages")
            .select("recipient_digest")
            .where("account_id", "=", accountId ?? "");
          return row.or([
            ...(digest === null ? [] : [row("digest", "=", digest)]),
            ...(accountId === null ? [] : [row("digest", "in", own)]),
          ]);
        });
      return (await database.run(forgotten)).changed;
    },
  };
}

export type SuppressionStore = ReturnType<typeof createSuppressionStore>;
