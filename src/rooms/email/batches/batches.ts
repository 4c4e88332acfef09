import type { Message } from "../../../kit/topic.ts";
import type { World } from "../../../kit/world.ts";
import type { Database, Step } from "../../../platform/database/port.ts";
import { databaseConflict, databaseGuardFailed } from "../../../platform/database/problems.ts";
import type { Outbox } from "../../../platform/outbox/outbox.ts";
import { isAttachmentGone } from "../attachments.ts";
import { batchNotFound, batchOver } from "../problems.ts";
import { emailState } from "../schema.ts";
import type { EmailStore, StateCount } from "../store.ts";
import { goOnWithBatch } from "../topics.ts";
import { audienceReport } from "./audience-input.ts";
import { type BatchRow, type BatchStore, working } from "./batch-store.ts";
import type { createPreparation } from "./preparation.ts";
import type { Batch, BatchState } from "./schema.ts";
import type { createSending } from "./sending.ts";

/** Pages of a thousand recipients that a run records: each costs a read of the audience and a write, of fifty calls. */
const PAGES = 12;
/** Milliseconds for which what a batch's e-mails said is kept behind its end: as long they can be sent again. */
const RESENDABLE = 7 * 24 * 60 * 60_000;
/** Milliseconds after which a batch on which nobody works is taken up again. */
const STUCK = 60 * 60_000;

export interface BatchesParts {
  batches: BatchStore;
  store: EmailStore;
  preparation: ReturnType<typeof createPreparation>;
  sending: ReturnType<typeof createSending>;
  /** Takes e-mails out of the queue again whose recipients have not agreed to them, or do not any more. */
  applyConsents(batch: BatchRow, now: number): readonly Step[];
  database: Database;
  outbox: Pick<Outbox, "commit" | "alive">;
  world: World;
}

/** Batches: e-mails to many, recorded a page at a time and sent a call at a time. */
export function createBatches(parts: BatchesParts) {
  const { batches, store, preparation, sending, database, outbox, world } = parts;

  async function found(id: string): Promise<BatchRow> {
    const row = await batches.find(id);
    if (!row) throw batchNotFound();
    return row;
  }

  async function toBatches(rows: readonly BatchRow[]): Promise<Batch[]> {
    const states = rows.length > 0 ? await store.countStates(rows.map(({ id }) => id)) : [];
    return rows.map((row) => describe(row, states));
  }

  const toBatch = async (row: BatchRow) => (await toBatches([row]))[0]!;

  /** What a batch needs next, as a message that is recorded once for each of its turns. */
  function nextOf(row: BatchRow, at: number): Message {
    const waits = row.cursor === null && row.state !== "cancelled";
    const notBefore = waits ? Math.max(at, row.send_at) : at;
    return goOnWithBatch.message({ batch: row.id, turn: row.turn }, { dedupeKey: keyOf(row), notBefore });
  }

  /** Has a batch go on: then, or at its own time. */
  async function goOn(row: BatchRow, changes: Partial<BatchRow>, at: number, also: readonly Step[] = []) {
    const changed = { ...row, ...changes, turn: row.turn + 1 };
    const steps = [batches.update(row, { ...changes, turn: changed.turn }), ...also];
    await outbox.commit(steps, [nextOf(changed, at)]);
  }

  /** As `goOn`, for whoever worked on the batch: somebody who has changed it meanwhile has seen to how it goes on. */
  async function goOnLater(...given: Parameters<typeof goOn>): Promise<void> {
    await goOn(...given).catch((error) => {
      if (!databaseGuardFailed.matches(error)) throw error;
    });
  }

  async function prepare(given: BatchRow): Promise<BatchRow | null> {
    let row: BatchRow | null = given;
    for (let page = 0; row && row.cursor !== null && page < PAGES; page++) row = await preparation.step(row);
    return row;
  }

  async function complete(row: BatchRow): Promise<void> {
    const changes = { state: "complete", waiting_for: null, finished_at: world.now() };
    await database.attempt([batches.update(row, changes)]);
  }

  async function send(row: BatchRow): Promise<void> {
    const run = await sending.run(row).catch((error) => hold(row, error));
    if (run === null) return;
    const { batch, progress } = run;
    if (progress.step === "done") return complete(batch);
    const [waiting_for, at] =
      progress.step === "wait" ? [progress.reason, progress.until] : [null, world.now()];
    await goOnLater(batch, { waiting_for }, at);
  }

  /** Calls back also what a call under way did not hand over, and keeps no e-mail open whose call nobody heard of again. */
  async function endCancelled(row: BatchRow): Promise<void> {
    const askAgain = await sending.settle(row);
    const rest = batches.cancelQueued(row.id, world.now());
    if (askAgain === null) await database.atomically([rest]);
    else await goOnLater(row, {}, askAgain, [rest]);
  }

  return {
    /** Records a batch; its recipients follow. With the same id it is recorded once, however often it is asked for. */
    async create(row: BatchRow): Promise<Batch> {
      try {
        await outbox.commit([batches.insert(row)], [nextOf(row, world.now())]);
        return describe(row, []);
      } catch (error) {
        const earlier = databaseConflict.matches(error) ? await batches.find(row.id) : undefined;
        if (!earlier) throw error;
        return toBatch(earlier);
      }
    },

    /** @throws `email-batch-not-found` */
    get: async (id: string): Promise<Batch> => toBatch(await found(id)),

    /** Newest first. */
    async list(limit: number, after: string | null): Promise<Batch[]> {
      return toBatches(await batches.list(limit, after));
    },

    /** What has not been handed to a vendor stays until it goes on. @throws `email-batch-over` */
    async pause(id: string): Promise<Batch> {
      const row = await found(id);
      if (row.state === "paused") return toBatch(row);
      if (isOver(row)) throw batchOver();
      const changes = { state: "paused", waiting_for: null };
      await database.atomically([batches.update(row, changes)]);
      return toBatch({ ...row, ...changes });
    },

    /** @throws `email-batch-over` */
    async resume(id: string): Promise<Batch> {
      const row = await found(id);
      if (isOver(row)) throw batchOver();
      if (row.state !== "paused") return toBatch(row);
      const changes = { state: row.cursor === null ? "scheduled" : "preparing", waiting_for: null };
      await goOn(row, changes, world.now());
      return toBatch({ ...row, ...changes });
    },

    /** Calls back what has not been handed to a vendor. @throws `email-batch-over` */
    async cancel(id: string): Promise<Batch> {
      const row = await found(id);
      if (row.state === "cancelled") return toBatch(row);
      if (isOver(row)) throw batchOver();
      const changes = { state: "cancelled", waiting_for: null, finished_at: world.now() };
      await goOn(row, changes, world.now(), [batches.cancelQueued(id, world.now())]);
      return toBatch({ ...row, ...changes });
    },

    /** Sends those once more who are in one of the states. @throws `email-batch-over` */
    async resend(id: string, states: readonly string[]): Promise<Batch> {
      const row = await found(id);
      if (row.state !== "complete") throw batchOver();
      const changes = { state: "scheduled", finished_at: null };
      const now = world.now();
      await goOn(row, changes, now, [
        batches.requeue(id, states),
        store.suppress({ batch: id }, now),
        ...parts.applyConsents(row, now),
      ]);
      return toBatch({ ...row, ...changes });
    },

    /**
     * Records recipients and sends, as much as one run may. Done twice for a turn, each recipient is recorded once and each
     * e-mail goes out once all the same.
     * @throws the last driver's problem when none takes anything
     */
    async goOn(id: string, turn: number): Promise<void> {
      const row = await batches.find(id);
      if (row?.turn !== turn) return;
      if (row.state === "cancelled") return endCancelled(row);
      if (!working.includes(row.state as BatchState)) return;
      const prepared = await prepare(row);
      // Whoever was faster sees to the rest.
      if (!prepared) return;
      if (prepared.cursor !== null || prepared.send_at > world.now())
        return goOnLater(prepared, {}, world.now());
      await send(prepared);
    },

    /** Takes up batches again of which every message was lost or has died. */
    async wakeStuck(): Promise<{ woken: number }> {
      const due = await batches.dueSince(world.now() - STUCK, 20);
      const alive = await outbox.alive([goOnWithBatch], due.map(keyOf));
      const stuck = due.filter((row) => !alive.has(keyOf(row)));
      for (const row of stuck) await goOn(row, {}, world.now());
      return { woken: stuck.length };
    },

    forgetContent: async () => ({ forgotten: await batches.forgetContent(world.now() - RESENDABLE) }),
  };

  /**
   * Shows what keeps the batch. When to try a vendor again is left to the outbox; for a file that is gone somebody has to do
   * something.
   */
  async function hold(row: BatchRow, error: unknown): Promise<null> {
    const gone = isAttachmentGone(error);
    const changes = gone ? { state: "paused", waiting_for: "attachment" } : { waiting_for: "vendor" };
    const newest = await batches.find(row.id);
    if (newest && working.includes(newest.state as BatchState) && newest.waiting_for !== changes.waiting_for)
      await database.attempt([batches.update(newest, changes)]);
    if (!gone) throw error;
    return null;
  }
}

export type Batches = ReturnType<typeof createBatches>;

function describe(row: BatchRow, states: readonly StateCount[]): Batch {
  const mine = states.filter(({ batch_id }) => batch_id === row.id);
  const counts = Object.fromEntries(
    emailState.options.map((state) => [state, mine.find((one) => one.state === state)?.count ?? 0]),
  ) as Batch["counts"];
  return {
    ...{ id: row.id, name: row.name, template: row.template, consentPurpose: row.consent_purpose },
    language: row.language as Batch["language"],
    purpose: row.purpose as Batch["purpose"],
    state: row.state as BatchState,
    waitingFor: row.waiting_for as Batch["waitingFor"],
    recipients: mine.reduce((sum, { count }) => sum + count, 0),
    ...{ counts, report: audienceReport.parse(JSON.parse(row.report)) },
    ...{ sendAt: row.send_at, createdAt: row.created_at },
    ...{ startedAt: row.started_at, finishedAt: row.finished_at },
  };
}

/** Names the message by which a batch goes on. */
const keyOf = ({ id, turn }: Pick<BatchRow, "id" | "turn">) => `${id}:${turn}`;

const isOver = ({ state }: BatchRow) => state === "cancelled" || state === "complete";
