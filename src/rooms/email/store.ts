import { type Expression, type ExpressionBuilder, type Insertable, type SqlBool, sql } from "kysely";
import type { Person } from "../../kit/person.ts";
import type { EmailMessagesTable } from "../../platform/database/email-tables.ts";
import { koreanDayOf } from "../../platform/database/korean-day.ts";
import type { Database, Query, Step } from "../../platform/database/port.ts";
import { insertRows, isOneOf } from "../../platform/database/rows.ts";
import type { Schema } from "../../platform/database/schema.ts";
import { updateVersion } from "../../platform/database/update-version.ts";
import { digestOf } from "./address.ts";
import type { EmailState } from "./schema.ts";

export type EmailRow = EmailMessagesTable;

/** What a new row has not yet. */
export const nothingYet = {
  ...{ account_id: null, batch_id: null, consent_id: null, data: null, attachments: null },
  ...{ claim: null, claimed_at: null, driver: null, vendor_id: null, failure: null, finished_at: null },
  ...{ sent_at: null, delivered_at: null, opened_at: null, machine_opened_at: null, clicked_at: null },
  ...{ bounced_at: null, blocked_at: null, complained_at: null, unsubscribed_at: null, version: 1 },
} satisfies Partial<EmailRow>;

/** Which e-mails are meant: those of a batch, or one. */
export type Scope = { readonly batch: string } | { readonly email: string };

/** A call to a vendor of which nobody has recorded what came. */
export interface OpenClaim {
  readonly claim: string;
  readonly claimed_at: number;
  readonly driver: string;
}

export interface StateCount {
  readonly batch_id: string;
  readonly state: string;
  readonly count: number;
}

/** Rows of e-mails. */
export function createEmailStore(database: Database) {
  const table = () => database.query.selectFrom("email_messages").selectAll();
  const change = () => database.query.updateTable("email_messages");

  /** Events go first and in the same batch: once the e-mail is gone, nothing tells whose they are. */
  async function forget(
    which: (row: Row) => Expression<SqlBool>,
    then: readonly Step[] = [],
  ): Promise<number> {
    const mails = database.query.selectFrom("email_messages").where(which);
    const found = await database.first(mails.select((row) => row.fn.countAll<number>().as("count")));
    const count = found?.count ?? 0;
    const gone = [
      database.query.deleteFrom("email_events").where("message_id", "in", mails.select("id")),
      database.query.deleteFrom("email_messages").where(which),
    ];
    if (count > 0 || then.length > 0) await database.atomically([...gone, ...then]);
    return count;
  }

  return {
    find: (id: string): Promise<EmailRow | undefined> => database.first(table().where("id", "=", id)),

    insert: (row: EmailRow): Step => database.query.insertInto("email_messages").values(row),

    /** Records e-mails of a batch, one for each of its recipients; 2 MB at most. */
    insertAll: (rows: readonly Insertable<EmailRow>[]): Step => insertRows(database, "email_messages", rows),

    /** Changes an e-mail that nobody has changed since it was read. */
    update: (row: EmailRow, changes: Partial<EmailRow>): Step =>
      updateVersion(database, "email_messages", row, changes),

    /** What is to be sent next, in the order in which it was recorded; what was tried already comes behind the rest. */
    queued: (scope: Scope, limit: number): Promise<EmailRow[]> =>
      database.all(
        table()
          .where(meant(scope))
          .where("state", "=", "queued")
          .orderBy("claimed_at")
          .orderBy("id")
          .limit(limit),
      ),

    /** E-mails of no batch that have been waiting, or of whose call nobody has heard, since before that time, the oldest first. */
    waitingSince: (time: number, limit: number): Promise<EmailRow[]> =>
      database.all(
        table()
          .where("batch_id", "is", null)
          .where("state", "in", ["queued", "sending"])
          .where("created_at", "<", time)
          .orderBy("created_at")
          .limit(limit),
      ),

    /** Puts e-mails into a call that is about to be made. */
    claim: (ids: readonly string[], changes: Pick<EmailRow, "claim" | "claimed_at" | "driver">): Step =>
      change()
        .set({ ...changes, state: "sending", failure: null })
        .where(isOneOf(database, "id", ids))
        .where("state", "=", "queued"),

    /** An e-mail that waits says for what. */
    sayQuota: (id: string): Step =>
      change().set({ failure: "quota" }).where("id", "=", id).where("state", "=", "queued"),

    /** Takes those of these e-mails, or of all of a batch's, out of the queue whose address is not written to any more. */
    suppress: (which: readonly string[] | { readonly batch: string }, now: number): Step =>
      change()
        .set({ state: "suppressed", failure: "suppressed", finished_at: now })
        .where((row) =>
          "batch" in which ? row("batch_id", "=", which.batch) : isOneOf(database, "id", which),
        )
        .where("state", "=", "queued")
        .where("recipient_digest", "in", (row) => row.selectFrom("email_suppressions").select("digest")),

    openClaims: (scope: Scope): Promise<OpenClaim[]> =>
      database.all(
        database.query
          .selectFrom("email_messages")
          .select(["claim", "claimed_at", "driver"])
          .distinct()
          .where(meant(scope))
          .where("state", "=", "sending")
          .$castTo<OpenClaim>(),
      ),

    /** Records what came of a call, for all of its e-mails or those of the ids, except where an event was faster. */
    settle: (
      claim: string,
      changes: Partial<EmailRow> & { state: EmailState },
      ids: readonly string[] | null,
    ): Step => {
      const settled = change().set(changes).where("claim", "=", claim).where("state", "=", "sending");
      return ids === null ? settled : settled.where(isOneOf(database, "id", ids));
    },

    /** Counts e-mails of a call as sent; has to stand before the `settle` that makes them so. */
    countSent(claim: string, ids: readonly string[] | null): Query {
      const zero = sql.lit(0);
      const mine = sql`claim = ${claim} and state = 'sending' and sent_at is null`;
      const these = ids === null ? mine : sql`${mine} and ${isOneOf(database, "id", ids)}`;
      const day = koreanDayOf(database, "claimed_at");
      const count = sql`
        insert into email_statistics
          (day, batch_id, template, domain, sent, delivered, opened, machine_opened, clicked, bounced, blocked, complained, unsubscribed)
        select ${day}, coalesce(batch_id, ''), template, recipient_domain, count(*),
          ${sql.join(Array.from({ length: 8 }, () => zero))}
        from email_messages where ${these} group by 1, 2, 3, 4`;
      const counted =
        database.dialect === "mysql"
          ? sql`${count} on duplicate key update sent = email_statistics.sent + values(sent)`
          : sql`${count} on conflict do update set sent = email_statistics.sent + excluded.sent`;
      return { compile: () => counted.compile(database.query) };
    },

    /** How many e-mails of each batch there are in each state; ninety batches at most. */
    countStates: (batches: readonly string[]): Promise<StateCount[]> =>
      database.all(
        database.query
          .selectFrom("email_messages")
          .select((row) => ["batch_id", "state", row.fn.countAll<number>().as("count")])
          .where("batch_id", "in", batches)
          .groupBy(["batch_id", "state"])
          .$castTo<StateCount>(),
      ),

    /** Forgets what was sent, or failed, before that time, and what happened to it; answers how many. */
    forgetFinished: (time: number): Promise<number> => forget((row) => row("finished_at", "<", time)),

    /** Oldest first. */
    ofPerson: async (person: Person): Promise<EmailRow[]> => {
      const digest = person.email === null ? null : await digestOf(person.email);
      return database.all(table().where(sentTo(person.accountId, digest)).orderBy("id"));
    },

    /** Also what happened to their e-mails; in the place of those, `then` is recorded. Answers how many those were. */
    async forgetPerson(person: Person, then: readonly EmailRow[]): Promise<number> {
      const digest = person.email === null ? null : await digestOf(person.email);
      const steps = then.length > 0 ? [insertRows(database, "email_messages", then)] : [];
      return forget(sentTo(person.accountId, digest), steps);
    },
  };
}

type Row = ExpressionBuilder<Schema, "email_messages">;

const meant = (scope: Scope) => (row: Row) =>
  "batch" in scope ? row("batch_id", "=", scope.batch) : row("id", "=", scope.email);

const sentTo = (accountId: string | null, digest: string | null) => (row: Row) =>
  row.or([
    ...(accountId === null ? [] : [row("account_id", "=", accountId)]),
    ...(digest === null ? [] : [row("recipient_digest", "=", digest)]),
  ]);

export type EmailStore = ReturnType<typeof createEmailStore>;
