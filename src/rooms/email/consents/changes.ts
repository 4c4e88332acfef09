import type { Step } from "../../../platform/database/port.ts";
import type { Outbox } from "../../../platform/outbox/outbox.ts";
import type { EmailService, Letter } from "../service.ts";
import type { ConsentRow } from "./store.ts";

/** What changes are recorded with. */
export interface Recording {
  email: Pick<EmailService, "draft" | "requireOpen">;
  outbox: Pick<Outbox, "commit">;
}

/** Records changes and the letters that tell of them: both or neither. */
export function createCommit({ email, outbox }: Recording) {
  return async (steps: readonly Step[], letters: readonly Letter[]): Promise<void> => {
    const drafted = await email.draft(letters);
    await outbox.commit([...steps, ...drafted.steps], drafted.messages);
  };
}

/** A row as the change leaves it. */
export function changed(row: ConsentRow, changes: Partial<ConsentRow>): ConsentRow {
  return { ...row, ...changes, version: row.version + 1 };
}

/**
 * Milliseconds after which the owner of a consent is asked whether it stays. The law says every two years; a job that runs once
 * a day still comes before the day.
 */
export const REMINDED = 729 * 24 * 60 * 60_000;

/** What makes a consent of a row that was given then; its owner is told so with the same commit, now. */
export function changesOfConfirmed(givenAt: number, now: number) {
  return {
    ...{ state: "confirmed", confirmed_at: givenAt, reconfirmed_at: null, remind_at: givenAt + REMINDED },
    ...{ withdrawn_at: null, withdrawn_by: null, noticed_at: now },
  } satisfies Partial<ConsentRow>;
}

/** What the audit log is told of a consent: neither whose it is nor its token. */
export function told(actor: string, action: string, before: ConsentRow | null, after: ConsentRow) {
  return {
    ...{ actor, action, subject: { kind: "mail-consent", id: after.id } },
    ...{ before: before && factsOf(before), after: factsOf(after) },
  };
}

function factsOf(row: ConsentRow) {
  const { purpose, state, method, text_version, confirmed_at, withdrawn_at, withdrawn_by } = row;
  const times = { confirmedAt: confirmed_at, withdrawnAt: withdrawn_at };
  return { purpose, state, method, textVersion: text_version, ...times, withdrawnBy: withdrawn_by };
}
