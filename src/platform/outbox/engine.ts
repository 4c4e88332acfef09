import type { World } from "../../kit/world.ts";
import type { Database } from "../database/port.ts";
import { createCircuitStore } from "./circuit-store.ts";
import { createConsumer } from "./consumer.ts";
import type { Doorbell } from "./doorbell.ts";
import type { Handler } from "./handler.ts";
import { createOutbox } from "./outbox.ts";
import { createMessageStore } from "./store.ts";
import { createSweep } from "./sweep.ts";

/**
 * The whole outbox on one database. Services are made with `outbox`, and handlers are made of services, so who does the
 * work is told last.
 */
export function createOutboxEngine(database: Database, doorbell: Doorbell | null, world: World) {
  const messages = createMessageStore(database);
  const circuits = createCircuitStore(database);
  return {
    outbox: createOutbox({ database, messages, doorbell, world }),
    messages,
    circuits,

    start(handlers: readonly Handler[]) {
      const consumer = createConsumer({ database, messages, circuits, doorbell, handlers, world });
      return { consumer, sweep: createSweep({ messages, doorbell, consumer, world }) };
    },
  };
}
