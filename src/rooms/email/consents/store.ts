import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Person } from "../../../kit/person.ts";
import type { Database, Step } from "../../../platform/database/port.ts";
import { givenRows, isOneOf } from "../../../platform/database/rows.ts";
import type { MailConsentsTable, Schema } from "../../../platform/database/schema.ts";
import { updateVersion } from "../../../platform/database/update-version.ts";
import { digestOf } from "../address.ts";
import type { PurposeName } from "./purposes.ts";
import type { ConsentState } from "./schema.ts";

export type ConsentRow = MailConsentsTable;

/** Whose consents end: those of these ids, or all of these addresses' (digests), or what they have of one purpose. */
export type Whose =
  | { readonly ids: readonly string[] }
  | { readonly digests: readonly string[]; readonly purpose?: PurposeName };

/** Who ended a consent, and when (epoch milliseconds). */
export interface Withdrawal {
  readonly by: "person" | "staff" | "vendor" | "complaint" | "erasure";
  readonly at: number;
}

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

    insert: (row: ConsentRow): Step => database.query.insertInto("mail_consents").values(row),

    /** Changes a consent that nobody has changed since it was read. */
    update: (row: ConsentRow, changes: Partial<ConsentRow>): Step =>
      updateVersion(database, "mail_consents", row, changes),

    /**
     * Ends consents, and with them the waiting e-mails of batches that they allow, and reminders of them. Told of late it ends nothing
     * that was agreed to since. What came of it is told to their owners afterwards, while `noticed_at` is null.
     */
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

    /**
     * Writes into a batch's waiting e-mails which consent allows each, and takes out those that none allows (`no-consent`).
     * It may stand in the commit that records them, or come later; of a large batch it is done for some ids at a time.
     */
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
          .orderBy("id")
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

    /** Forgets what was asked for before that time and never confirmed; what was withdrawn before is so again. */
    async forgetPending(time: number): Promise<number> {
      const deleted = await database.run(
        database.query
          .deleteFrom("mail_consents")
          .where("state", "=", "pending")
          .where("requested_at", "<", time)
          .where("withdrawn_at", "is", null),
      );
      const restored = await database.run(
        change()
          .set((row) => ({ state: "withdrawn", token: null, version: row("version", "+", 1) }))
          .where("state", "=", "pending")
          .where("requested_at", "<", time),
      );
      return deleted.changed + restored.changed;
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

function withdrawSteps(database: Database, whose: Whose, { by, at }: Withdrawal): Step[] {
  const mine = (row: Consent) => {
    const these =
      "ids" in whose ? isOneOf(database, "id", whose.ids) : isOneOf(database, "digest", whose.digests);
    const given = row(row.fn.coalesce("confirmed_at", "requested_at"), "<=", at);
    const ends = [these, row("state", "!=", "withdrawn"), given];
    const purpose = "purpose" in whose ? whose.purpose : undefined;
    return row.and(purpose ? [...ends, row("purpose", "=", purpose)] : ends);
  };
  const consents = database.query.selectFrom("mail_consents").where(mine);
  const waiting = database.query
    .updateTable("email_messages")
    .set({ state: "suppressed", failure: "consent-withdrawn", data: null, finished_at: at })
    .where("state", "=", "queued")
    .where((row) => row.or([row("batch_id", "is not", null), row("template", "=", "consent-reminder")]))
    .where("recipient_digest", "in", consents.select("digest"))
    .where("consent_id", "in", consents.select("id"));
  const withdrawn = database.query
    .updateTable("mail_consents")
    .set({ state: "withdrawn", withdrawn_at: at, withdrawn_by: by })
    .set({ token: null, remind_at: null, noticed_at: null })
    .set((row) => ({ version: row("version", "+", 1) }))
    .where(mine);
  return [waiting, withdrawn];
}

function applyConsents(
  database: Database,
  batch: { readonly id: string; readonly purpose: string; readonly now: number },
  ids: readonly string[] | null,
): Step[] {
  const waiting = () => {
    const all = database.query
      .updateTable("email_messages")
      .where("batch_id", "=", batch.id)
      .where("state", "=", "queued");
    return ids === null ? all : all.where(isOneOf(database, "email_messages.id", ids));
  };
  const allowed = waiting().set((row) => ({
    consent_id: row
      .selectFrom("mail_consents")
      .select("mail_consents.id")
      .whereRef("mail_consents.digest", "=", "email_messages.recipient_digest")
      .where("mail_consents.purpose", "=", batch.purpose)
      .where("mail_consents.state", "=", "confirmed"),
  }));
  const refused = waiting()
    .set({ state: "suppressed", failure: "no-consent", data: null, finished_at: batch.now })
    .where("consent_id", "is", null);
  return [allowed, refused];
}

/** Rows that are as they were read. */
function areUnchanged(database: Database, rows: readonly ConsentRow[]): Expression<SqlBool> {
  const given = givenRows(
    database,
    rows.map(({ id, version }) => ({ id, version })),
  );
  return sql<SqlBool>`(id, version) in (select id, version from ${given})`;
}
