import type { EmailBatchesTable } from "../../../platform/database/email-tables.ts";
import { type Database, exactlyOne, type Step } from "../../../platform/database/port.ts";
import { updateVersion } from "../../../platform/database/update-version.ts";
import type { EmailRow } from "../store.ts";
import type { BatchState } from "./schema.ts";

export type BatchRow = EmailBatchesTable;

/** The states in which something is to be done for a batch, now or at its time. */
export const working: readonly BatchState[] = ["preparing", "scheduled", "sending"];

/** Rows of batches, and what concerns all e-mails of one. */
export function createBatchStore(database: Database) {
  const table = () => database.query.selectFrom("email_batches").selectAll();
  const messages = () => database.query.updateTable("email_messages");

  return {
    find: (id: string): Promise<BatchRow | undefined> => database.first(table().where("id", "=", id)),

    insert: (row: BatchRow): Step => database.query.insertInto("email_batches").values(row),

    /** Changes a batch that nobody has changed since it was read. */
    update: (row: BatchRow, changes: Partial<BatchRow>): Step =>
      updateVersion(database, "email_batches", row, changes),

    /** As `update`, of a batch all of whose e-mails are in the claim that have been read for it: none was taken back since. */
    updateClaimed: (row: BatchRow, changes: Partial<BatchRow>, claim: string, count: number): Step =>
      exactlyOne(
        database.query
          .updateTable("email_batches")
          .set({ ...changes, version: row.version + 1 })
          .where("id", "=", row.id)
          .where("version", "=", row.version)
          .where(
            (batch) =>
              batch
                .selectFrom("email_messages")
                .select((message) => message.fn.countAll<number>().as("count"))
                .where("claim", "=", claim),
            "=",
            count,
          ),
      ),

    /** Those of the batches that have not recorded all of their recipients; ninety at most. */
    preparing: (ids: readonly string[]): Promise<{ id: string }[]> =>
      database.all(
        database.query
          .selectFrom("email_batches")
          .select("id")
          .where("id", "in", ids)
          .where("cursor", "is not", null)
          .where("state", "!=", "cancelled"),
      ),

    /** Those that have not recorded all of their recipients. */
    unread: (): Promise<BatchRow[]> =>
      database.all(
        table()
          .where("cursor", "is not", null)
          .where("state", "in", [...working, "paused"]),
      ),

    /** Newest first. */
    list(limit: number, after: string | null): Promise<BatchRow[]> {
      const page = table().orderBy("id", "desc").limit(limit);
      return database.all(after === null ? page : page.where("id", "<", after));
    },

    /** Those that somebody should have been at work on since that time, oldest first. */
    dueSince: (time: number, limit: number): Promise<BatchRow[]> =>
      database.all(
        table()
          .where("state", "in", working)
          .where((row) => row.or([row("state", "=", "preparing"), row("send_at", "<=", time)]))
          .where("created_at", "<=", time)
          .orderBy("id")
          .limit(limit),
      ),

    /** Recipients of a batch, oldest first. */
    recipients(id: string, state: string | null, limit: number, after: string | null): Promise<EmailRow[]> {
      let page = database.query
        .selectFrom("email_messages")
        .selectAll()
        .where("batch_id", "=", id)
        .orderBy("id")
        .limit(limit);
      if (state !== null) page = page.where("state", "=", state);
      return database.all(after === null ? page : page.where("id", ">", after));
    },

    /** What has not been sent is not going to be. */
    cancelQueued: (id: string, now: number): Step =>
      messages()
        .set({ state: "cancelled", finished_at: now })
        .where("batch_id", "=", id)
        .where("state", "=", "queued"),

    /** Puts e-mails back into the queue whose data is still there. */
    requeue: (id: string, states: readonly string[]): Step =>
      messages()
        .set({ state: "queued", claim: null, failure: null, finished_at: null })
        .where("batch_id", "=", id)
        .where("state", "in", states)
        .where("data", "is not", null),

    /** Forgets what the e-mails of batches said that ended before that time. */
    async forgetContent(time: number): Promise<number> {
      const old = messages()
        .set({ data: null })
        .where("data", "is not", null)
        .where("batch_id", "in", (row) =>
          row.selectFrom("email_batches").select("id").where("finished_at", "<", time),
        );
      return (await database.run(old)).changed;
    },
  };
}

export type BatchStore = ReturnType<typeof createBatchStore>;
