import { bytesOf } from "../../kit/encoding.ts";
import type { Message } from "../../kit/topic.ts";
import type { Database, Step } from "../database/port.ts";
import { insertRows } from "../database/rows.ts";
import type { OutboxMessagesTable } from "../database/schema.ts";
import { updateVersion } from "../database/update-version.ts";
import { insertIgnoring } from "../database/upsert.ts";

export type MessageRow = OutboxMessagesTable;
export type MessageState = "waiting" | "running" | "done" | "dead";
type Changes = Partial<Omit<MessageRow, "id" | "version">>;

const unfinished: MessageState[] = ["waiting", "running"];
/** Bytes of a payload and characters of a key, which are what MySQL's columns take. */
const longestPayload = 65_535;
const longestKey = 255;
/** Messages that are forgotten at once, so that one query does not keep the database from all others. */
const mostForgotten = 1000;

/** Rows of messages. */
export function createMessageStore(database: Database) {
  const table = () => database.query.selectFrom("outbox_messages").selectAll();

  return {
    find: (id: string): Promise<MessageRow | undefined> => database.first(table().where("id", "=", id)),

    /** Records a message, unless its topic has one with the same key. @throws RangeError for what does not fit */
    insert: (message: Message, id: string, now: number): Step =>
      insertIgnoring(database, "outbox_messages", toRow(message, id, now)),

    /** Records any number of messages with one query. @throws RangeError for what does not fit */
    insertAll: (messages: readonly { message: Message; id: string }[], now: number): Step =>
      insertRows(
        database,
        "outbox_messages",
        messages.map(({ message, id }) => toRow(message, id, now)),
      ),

    /** Changes a message that nobody has changed since it was read; else the whole batch is undone. */
    update: (row: MessageRow, changes: Changes): Step =>
      updateVersion(database, "outbox_messages", row, changes),

    /** What is due since that time, the longest waiting first, of topics that are not paused. */
    dueSince: (time: number, limit: number): Promise<{ id: string }[]> =>
      database.all(
        due(database, time)
          .where((eb) => eb.or([eb("paused_until", "is", null), eb("paused_until", "=", 0)]))
          .limit(limit),
      ),

    /** The message of a topic that has waited longest, other than this one. */
    nextOf: (topic: string, now: number, except: string): Promise<{ id: string } | undefined> =>
      database.first(
        due(database, now).where("outbox_messages.topic", "=", topic).where("id", "!=", except).limit(1),
      ),

    /** One due message each of the topics whose pause is over: whether it gets through tells of all the others. */
    async probesAt(now: number): Promise<{ id: string }[]> {
      const over = database.query
        .selectFrom("outbox_topics")
        .select("topic")
        .where("paused_until", ">", 0)
        .where("paused_until", "<=", now);
      const probes = (await database.all(over)).map(({ topic }) =>
        database.first(due(database, now).where("outbox_messages.topic", "=", topic).limit(1)),
      );
      return (await Promise.all(probes)).filter((found) => found !== undefined);
    },

    /** Newest first. */
    list(state: MessageState, limit: number, after: string | null): Promise<MessageRow[]> {
      const page = table().where("state", "=", state).orderBy("id", "desc").limit(limit);
      return database.all(after === null ? page : page.where("id", "<", after));
    },

    /** Those of the messages that are dead; 100 ids at most. */
    findDead: (ids: readonly string[]): Promise<MessageRow[]> =>
      database.all(table().where("id", "in", ids).where("state", "=", "dead")),

    /** Those of the keys whose messages are not finished. */
    async alive(topics: readonly string[], keys: readonly string[]): Promise<string[]> {
      if (keys.length === 0) return [];
      const found = await database.all(
        database.query
          .selectFrom("outbox_messages")
          .select("dedupe_key")
          .where("topic", "in", topics)
          .where("dedupe_key", "in", keys)
          .where("state", "in", unfinished),
      );
      return found.map(({ dedupe_key }) => dedupe_key!);
    },

    /** How many messages there are in each state that somebody may have to look at. */
    async count(): Promise<{ waiting: number; dead: number }> {
      const states = await database.all(
        database.query
          .selectFrom("outbox_messages")
          .select((eb) => ["state", eb.fn.countAll<number>().as("count")])
          .where("state", "in", [...unfinished, "dead"])
          .groupBy("state"),
      );
      const of = (...wanted: string[]) =>
        states.filter(({ state }) => wanted.includes(state)).reduce((sum, { count }) => sum + count, 0);
      return { waiting: of(...unfinished), dead: of("dead") };
    },

    /** Forgets the oldest thousand of the messages that were done before that time; answers how many. */
    async forgetDone(time: number): Promise<number> {
      const last = database.query
        .selectFrom("outbox_messages")
        .select("not_before")
        .where("state", "=", "done")
        .where("not_before", "<", time)
        .orderBy("not_before")
        .limit(1)
        .offset(mostForgotten - 1);
      const until = (await database.first(last))?.not_before ?? time - 1;
      const old = database.query
        .deleteFrom("outbox_messages")
        .where("state", "=", "done")
        .where("not_before", "<=", until);
      return (await database.run(old)).changed;
    },
  };
}

export type MessageStore = ReturnType<typeof createMessageStore>;

function toRow({ topic, payload, notBefore, dedupeKey }: Message, id: string, now: number): MessageRow {
  const text = JSON.stringify(payload);
  // MySQL would cut it and say nothing.
  if (bytesOf(text).length > longestPayload || (dedupeKey ?? "").length > longestKey)
    throw new RangeError(`A message of ${topic} is too long.`);
  return {
    id,
    topic,
    payload: text,
    dedupe_key: dedupeKey ?? null,
    state: "waiting",
    not_before: notBefore ?? now,
    attempts: 0,
    give_up_at: null,
    last_error: null,
    created_at: now,
    finished_at: null,
    version: 1,
  };
}

function due(database: Database, time: number) {
  return database.query
    .selectFrom("outbox_messages")
    .leftJoin("outbox_topics", "outbox_topics.topic", "outbox_messages.topic")
    .select("id")
    .where("state", "in", unfinished)
    .where("not_before", "<=", time)
    .orderBy("not_before");
}
