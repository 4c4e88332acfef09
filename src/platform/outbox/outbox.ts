import type { Message, Topic } from "../../kit/topic.ts";
import type { World } from "../../kit/world.ts";
import type { Database, Step } from "../database/port.ts";
import type { Doorbell, Ring } from "./doorbell.ts";
import type { MessageRow, MessageState, MessageStore } from "./store.ts";

export interface OutboxParts {
  database: Database;
  messages: MessageStore;
  /** Null where there is no queue: the sweep then does the work. */
  doorbell: Doorbell | null;
  world: World;
}

/** From how many messages on they are recorded by one query: over HTTP every query is a call. */
const SEVERAL = 5;

/** Work that must not be lost: recorded together with its cause, done afterwards, as often as it takes. */
export function createOutbox({ database, messages, doorbell, world }: OutboxParts) {
  /** Rings after the answer. A bell that does not ring costs time, not work: the sweep finds what is due. */
  function ring(rings: readonly Ring[]): void {
    if (!doorbell || rings.length === 0) return;
    const ringing = doorbell.ring(rings);
    world.defer(
      ringing.catch((cause) => world.log.warn("outbox.bell-silent", { rings: rings.length, cause })),
    );
  }

  return {
    /**
     * Takes the steps and records the messages: all of it or nothing.
     * @throws as `Database.atomically`
     */
    async commit(steps: readonly Step[], given: readonly Message[]): Promise<void> {
      const now = world.now();
      const recorded = given.map((message) => ({ message, id: world.newId() }));
      const inserts =
        recorded.length > SEVERAL
          ? [messages.insertAll(recorded, now)]
          : recorded.map(({ message, id }) => messages.insert(message, id, now));
      await database.atomically([...steps, ...inserts]);
      ring(recorded.map(({ message, id }) => ({ id, at: message.notBefore ?? now })));
    },

    /** Newest first. */
    list: (state: MessageState, limit: number, after: string | null): Promise<MessageRow[]> =>
      messages.list(state, limit, after),

    count: () => messages.count(),

    /** Which of the keys belong to messages of the topics that are still to be done; ninety at most. */
    async alive(topics: readonly Topic[], keys: readonly string[]): Promise<ReadonlySet<string>> {
      const names = topics.map(({ name }) => name);
      return new Set(await messages.alive(names, keys));
    },

    /**
     * Gives dead messages a new life of 24 hours, together with the steps that `also` makes of them. Answers their ids;
     * what is not dead is left alone.
     */
    async resend(
      ids: readonly string[],
      also: (rows: readonly MessageRow[]) => readonly Step[],
    ): Promise<string[]> {
      const now = world.now();
      const dead = await messages.findDead(ids);
      if (dead.length === 0) return [];
      const anew = { state: "waiting", not_before: now, attempts: 0, give_up_at: null, finished_at: null };
      await database.atomically([...dead.map((row) => messages.update(row, anew)), ...also(dead)]);
      ring(dead.map(({ id }) => ({ id, at: now })));
      return dead.map(({ id }) => id);
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
