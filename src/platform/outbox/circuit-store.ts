import type { ExpressionBuilder } from "kysely";
import { type Database, exactlyOne, type Step } from "../database/port.ts";
import type { Schema } from "../database/schema.ts";
import { insertOrUpdate } from "../database/upsert.ts";
import type { Circuit } from "./circuit.ts";

/** A circuit as it was read. */
export type CircuitRow = Circuit & { readonly topic: string; readonly version: number };

/** Rows of topics. A topic that has never failed has none. */
export function createCircuitStore(database: Database) {
  const update = ({ topic }: CircuitRow, changes: { failures?: number; paused_until: number }) =>
    database.query
      .updateTable("outbox_topics")
      .set((row) => ({ ...changes, version: row("version", "+", 1) }))
      .where("topic", "=", topic);

  return {
    async find(topic: string): Promise<CircuitRow> {
      const row = await database.first(
        database.query.selectFrom("outbox_topics").selectAll().where("topic", "=", topic),
      );
      const { failures = 0, paused_until: pausedUntil = 0, version = 0 } = row ?? {};
      return { topic, failures, pausedUntil, version };
    },

    /** Lets one message try the topic, until then; of two that want to, one. */
    probe: (circuit: CircuitRow, until: number): Step =>
      exactlyOne(update(circuit, { paused_until: until }).where("version", "=", circuit.version)),

    close: (circuit: CircuitRow): Step => update(circuit, { failures: 0, paused_until: 0 }),

    /** Failures of several at once add up. Only the probe may shorten a pause: it was made longer for it alone. */
    fail({ topic, pausedUntil: before }: CircuitRow, { pausedUntil }: Circuit): Step {
      const first = { topic, failures: 1, paused_until: pausedUntil, version: 1 };
      return insertOrUpdate(database, "outbox_topics", first, ["topic"], (row) => ({
        failures: row("outbox_topics.failures", "+", 1),
        paused_until: before > 0 ? pausedUntil : longer(row, pausedUntil),
        version: row("outbox_topics.version", "+", 1),
      }));
    },
  };
}

/** `max` of two values has another name on each database. */
function longer(row: ExpressionBuilder<Schema, "outbox_topics">, pausedUntil: number) {
  return row
    .case()
    .when("outbox_topics.paused_until", ">", pausedUntil)
    .then(row.ref("outbox_topics.paused_until"))
    .else(pausedUntil)
    .end();
}

export type CircuitStore = ReturnType<typeof createCircuitStore>;
