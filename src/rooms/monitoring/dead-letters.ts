import { actorOf, type Caller } from "../../kit/caller.ts";
import type { Outbox } from "../../platform/outbox/outbox.ts";
import type { Audit } from "../security/service.ts";
import { type OutboxMessage, type OutboxState, outboxState } from "./schema.ts";

type MessageRow = Awaited<ReturnType<Outbox["list"]>>[number];

export interface DeadLetterParts {
  outbox: Outbox;
  audit: Pick<Audit, "record">;
}

/** What people see of the outbox, and may do about what is dead. */
export function createDeadLetters({ outbox, audit }: DeadLetterParts) {
  /** Who brought it back to life, of each message. */
  const trail = (actor: string) => (rows: readonly MessageRow[]) =>
    rows.map(({ id, state, attempts, last_error }) =>
      audit.record({
        actor,
        action: "outbox.resend",
        subject: { kind: "outbox-message", id },
        before: { state, attempts, lastError: last_error },
        after: { state: "waiting", attempts: 0 },
      }),
    );

  return {
    /** Newest first. */
    listOutbox: async (state: OutboxState, limit: number, after: string | null): Promise<OutboxMessage[]> =>
      (await outbox.list(state, limit, after)).map(toMessage),

    /** Gives dead messages another 24 hours. Answers the ids of those that were dead. */
    resendOutbox: (caller: Caller, ids: readonly string[]): Promise<string[]> =>
      outbox.resend(ids, trail(actorOf(caller))),
  };
}

function toMessage(row: MessageRow): OutboxMessage {
  return {
    id: row.id,
    topic: row.topic,
    payload: JSON.parse(row.payload),
    state: outboxState.parse(row.state),
    attempts: row.attempts,
    notBefore: row.not_before,
    lastError: row.last_error,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
