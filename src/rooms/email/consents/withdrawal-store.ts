import type { ExpressionBuilder } from "kysely";
import type { Database, Step } from "../../../platform/database/port.ts";
import { isOneOf } from "../../../platform/database/rows.ts";
import type { Schema } from "../../../platform/database/schema.ts";
import type { PurposeName } from "./purposes.ts";

type Builder = Pick<Database, "dialect" | "query">;
type Consent = ExpressionBuilder<Schema, "mail_consents">;

/** Whose consents end: those of these ids, or all of these addresses' (digests), or what they have of one purpose. */
export type Whose =
  | { readonly ids: readonly string[] }
  | { readonly digests: readonly string[]; readonly purpose?: PurposeName };

/** Who ended a consent, and when (epoch milliseconds). */
export interface Withdrawal {
  readonly by: "person" | "staff" | "vendor" | "complaint" | "erasure";
  readonly at: number;
  /** When the owner was told of it, where that is in the same commit. */
  readonly noticedAt?: number;
}

/**
 * Ends consents, and with them the waiting e-mails of batches that they allow, and reminders of them. Told of late it ends
 * nothing that was agreed to since. What came of it is told to their owners afterwards, while `noticed_at` is null.
 */
export function withdrawSteps(database: Builder, whose: Whose, { by, at, noticedAt }: Withdrawal): Step[] {
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
    .set((row) => ({ version: row("version", "+", 1) }))
    .where("state", "=", "queued")
    .where((row) => row.or([row("batch_id", "is not", null), row("template", "=", "consent-reminder")]))
    .where("recipient_digest", "in", consents.select("digest"))
    .where("consent_id", "in", consents.select("id"));
  const withdrawn = database.query
    .updateTable("mail_consents")
    .set({ state: "withdrawn", withdrawn_at: at, withdrawn_by: by })
    .set({ token: null, remind_at: null, noticed_at: noticedAt ?? null })
    .set((row) => ({ version: row("version", "+", 1) }))
    .where(mine);
  return [waiting, withdrawn];
}

/**
 * Writes into a batch's waiting e-mails which consent allows each, and takes out those that none allows (`no-consent`). It may
 * stand in the commit that records them, or come later; of a large batch it is done for some ids at a time.
 */
export function applyConsents(
  database: Builder,
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
