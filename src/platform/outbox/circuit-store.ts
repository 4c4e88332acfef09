import { type Database, exactlyOne, type Step } from "../database/port.ts";
import { insertOrUpdate } from "../database/upsert.ts";
import type { Circuit } from "./circuit.ts";

/** A circuit as it was read. */
export type CircuitRow = Circuit & { readonly topic: string; readonly version: number };

/** Rows of topics. A topic that has never failed has none. */
export function createCircuitStore(database: Database) {
  return {
    async find(topic: string): Promise<CircuitRow> {
      const row = await database.first(
        database.query.selectFrom("outbox_topics").selectAll().where("topic", "=", topic),
      );
      const { failures = 0, paused_until: pausedUntil = 0, version = 0 } = row ?? {};
      return { topic, failures, pausedUntil, version };
    },

    /** Lets one message try the topic, until then; of two that want to, one. */
    probe({ topic, version }: CircuitRow, until: number): Step {
      const probing = database.query
        .updateTable("outbox_topics")
        .set({ paused_until: until, version: version + 1 })
        .where("topic", "=", topic)
        .where("version", "=", version);
      return exactlyOne(probing);
    },

    /** A pause that has begun since the circuit was read stays. */
    close: ({ topic, version }: CircuitRow): Step =>
      database.query
        .updateTable("outbox_topics")
        .set((row) => ({
          failures: 0,
          paused_until: row
            .case()
            .when("version", "=", version)
            .then(row.lit(0))
            .else(row.ref("paused_until"))
            .end(),
          version: row("version", "+", 1),
        }))
        .where("topic", "=", topic),

    /** Failures of several at once add up, and of their pauses the longest counts. */
    fail: ({ topic, version }: CircuitRow, { pausedUntil }: Circuit): Step =>
      insertOrUpdate(
        database,
        "outbox_topics",
        { topic, failures: 1, paused_until: pausedUntil, version: 1 },
        ["topic"],
        (row) => ({
          failures: row("outbox_topics.failures", "+", 1),
          paused_until: row
            .case()
            .when(
              row.and([
                row("outbox_topics.version", "<>", version),
                row("outbox_topics.paused_until", ">", pausedUntil),
              ]),
            )
            .then(row.ref("outbox_topics.paused_until"))
            .else(pausedUntil)
            .end(),
          version: row("outbox_topics.version", "+", 1),
        }),
      ),
  };
}

export type CircuitStore = ReturnType<typeof createCircuitStore>;
