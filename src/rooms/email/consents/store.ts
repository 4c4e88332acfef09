import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Person } from "../../../kit/person.ts";
import type { MailConsentsTable } from "../../../platform/database/email-tables.ts";
import type { Database, Step } from "../../../platform/database/port.ts";
import { givenRows } from "../../../platform/database/rows.ts";
import type { Schema } from "../../../platform/database/schema.ts";
import { updateVersion } from "../../../platform/database/update-version.ts";
import { digestOf } from "../address.ts";
import type { PurposeName } from "./purposes.ts";
import type { ConsentState } from "./schema.ts";
import { applyConsents, type Whose, type Withdrawal, withdrawSteps } from "./withdrawal-store.ts";

export type ConsentRow = MailConsentsTable;

/** Somebody who has agreed to a purpose's mail. */
export interface Subscriber {
  /** Of the consent. */
  readonly id: string;
  readonly address: string;
  readonly name: string | null;
  readonly language: string;
}

/** What a list of consents is narrowed to. */
export interface ConsentFilter {
  readonly purpose?: PurposeName | undefined;
  readonly state?: ConsentState | undefined;
}

/** Rows of consents. */
export function createConsentStore(database: Database) {
  const table = () => database.query.selectFrom("mail_consents").selectAll();
  const change = () => database.query.updateTable("mail_consents");

  return {
    find: (id: string): Promise<ConsentRow | undefined> => database.first(table().where("id", "=", id)),

    findOf: (digest: string, purpose: PurposeName): Promise<ConsentRow | undefined> =>
      database.first(table().where("digest", "=", digest).where("purpose", "=", purpose)),

    /** By the digest of the token that confirms it. */
    findByToken: (token: string): Promise<ConsentRow | undefined> =>
      database.first(table().where("token", "=", token)),

    /** All that an address has, whatever their state. */
    allOf: (digest: string): Promise<ConsentRow[]> =>
      database.all(table().where("digest", "=", digest).orderBy("id")),

    /** When its owner was asked to confirm it, from that time on. */
    async confirmationsSince({ id, digest }: ConsentRow, time: number): Promise<number[]> {
      const letters = await database.all(
        database.query
          .selectFrom("email_messages")
          .select("created_at")
          .where("recipient_digest", "=", digest)
          .where("consent_id", "=", id)
          .where("template", "=", "consent-confirm")
          .where("created_at", ">", time),
      );
      return letters.map(({ created_at }) => created_at);
    },

    insert: (row: ConsentRow): Step => database.query.insertInto("mail_consents").values(row),

    /** Changes a consent that nobody has changed since it was read. */
    update: (row: ConsentRow, changes: Partial<ConsentRow>): Step =>
      updateVersion(database, "mail_consents", row, changes),

    /** Ends consents and what they allow: see `withdrawSteps`. */
    withdraw: (whose: Whose, withdrawal: Withdrawal): Step[] => withdrawSteps(database, whose, withdrawal),

    /** Those who have agreed to a purpose's mail, by the ids of their consents, behind the one of that id. */
    confirmedAfter: (purpose: string, cursor: string | null, limit: number): Promise<Subscriber[]> =>
      database.all(
        database.query
          .selectFrom("mail_consents")
          .select(["id", "address", "name", "language"])
          .where("purpose", "=", purpose)
          .where("state", "=", "confirmed")
          .where("id", ">", cursor ?? "")
          .orderBy("id")
          .limit(limit)
          .$castTo<Subscriber>(),
      ),

    /** Lets through a batch's waiting e-mails, or those of these ids, that a consent allows: see `applyConsents`. */
    applyConsents: (
      batch: { readonly id: string; readonly purpose: string; readonly now: number },
      ids: readonly string[] | null = null,
    ): Step[] => applyConsents(database, batch, ids),

    /** Newest first, behind the one of that id. */
    list({ purpose, state }: ConsentFilter, limit: number, after: string | null): Promise<ConsentRow[]> {
      let query = table().where("address", "is not", null).orderBy("id", "desc").limit(limit);
      if (purpose) query = query.where("purpose", "=", purpose);
      if (state) query = query.where("state", "=", state);
      return database.all(after === null ? query : query.where("id", "<", after));
    },

    /** Whose owners are still to be told what came of the last change; not those who have called us spammers. */
    unnoticed: (limit: number): Promise<ConsentRow[]> =>
      database.all(
        table()
          .where("noticed_at", "is", null)
          .where("address", "is not", null)
          .where((row) =>
            row.or([
              row("state", "=", "confirmed"),
              row.and([row("state", "=", "withdrawn"), row("withdrawn_by", "!=", "complaint")]),
            ]),
          )
          .limit(limit),
      ),

    /** Records that the owners were told; those whose consent has changed since it was read are told again. */
    markNoticed: (rows: readonly ConsentRow[], now: number): Step =>
      change()
        .set((row) => ({ noticed_at: now, version: row("version", "+", 1) }))
        .where(areUnchanged(database, rows)),

    /** Whose owners are due to be reminded. */
    dueAt: (now: number, limit: number): Promise<ConsentRow[]> =>
      database.all(
        table()
          .where("remind_at", "<=", now)
          .where("state", "=", "confirmed")
          .orderBy("remind_at")
          .limit(limit),
      ),

    /** Puts their next reminder off until then. */
    markReminded: (rows: readonly ConsentRow[], next: number): Step =>
      change()
        .set((row) => ({ remind_at: next, version: row("version", "+", 1) }))
        .where(areUnchanged(database, rows)),

    /**
     * Forgets what was asked for before that time and never confirmed, and whose the consents were that were withdrawn before
     * it: what is left, without an address, says that nothing is sent there. Answers how many.
     */
    async forgetBefore(time: number): Promise<number> {
      const over = { address: null, name: null, account_id: null, token: null };
      const asked = database.query
        .deleteFrom("mail_consents")
        .where("state", "=", "pending")
        .where("requested_at", "<", time);
      // What was withdrawn and then asked for again, perhaps by somebody else, is as it was.
      const again = change()
        .set({ ...over, state: "withdrawn" })
        .set((row) => ({ version: row("version", "+", 1) }))
        .where("state", "=", "pending")
        .where("requested_at", "<", time);
      const withdrawn = change()
        .set(over)
        .set((row) => ({ version: row("version", "+", 1) }))
        .where("state", "=", "withdrawn")
        .where("withdrawn_at", "<", time)
        .where("address", "is not", null);
      const runs = [asked.where("withdrawn_at", "is", null), again, withdrawn];
      let forgotten = 0;
      for (const query of runs) forgotten += (await database.run(query)).changed;
      return forgotten;
    },

    ofPerson: async (person: Person): Promise<ConsentRow[]> => {
      const digest = person.email === null ? null : await digestOf(person.email);
      const query = table().where(isOf(person.accountId, digest)).where("address", "is not", null);
      return database.all(query.orderBy("id"));
    },

    /** Forgets who it was; the digest goes on saying that nothing is sent there. Answers how many there were. */
    async forgetPerson(person: Person, now: number): Promise<number> {
      const digest = person.email === null ? null : await digestOf(person.email);
      const forgotten = change()
        .set({ address: null, name: null, account_id: null, token: null, remind_at: null })
        .set({ state: "withdrawn", withdrawn_at: now, withdrawn_by: "erasure" })
        .set((row) => ({ version: row("version", "+", 1) }))
        .where("address", "is not", null)
        .where(isOf(person.accountId, digest));
      return (await database.run(forgotten)).changed;
    },
  };
}

export type ConsentStore = ReturnType<typeof createConsentStore>;

type Consent = ExpressionBuilder<Schema, "mail_consents">;

const isOf = (accountId: string | null, digest: string | null) => (row: Consent) =>
  row.or([
    ...(accountId === null ? [] : [row("account_id", "=", accountId)]),
    ...(digest === null ? [] : [row("digest", "=", digest)]),
  ]);

/** Rows that are as they were read. */
function areUnchanged(database: Database, rows: readonly ConsentRow[]): Expression<SqlBool> {
  const given = givenRows(
    database,
    rows.map(({ id, version }) => ({ id, version })),
  );
  return sql<SqlBool>`(id, version) in (select id, version from ${given})`;
}
