import * as z from "zod";
import { defineTopic } from "../../src/kit/topic.ts";
import type { World } from "../../src/kit/world.ts";
import type { Database } from "../../src/platform/database/port.ts";
import type { Doorbell, Ring } from "../../src/platform/outbox/doorbell.ts";
import { createOutboxEngine } from "../../src/platform/outbox/engine.ts";
import type { Handler } from "../../src/platform/outbox/handler.ts";

/** A topic for tests of the machinery itself. */
export const parcel = defineTopic("test.parcel", z.object({ number: z.number().int() }));

/** The whole outbox on a real database. */
export function openOutbox(
  database: Database,
  world: World,
  handlers: readonly Handler[],
  doorbell: Doorbell | null = null,
) {
  const { start, ...engine } = createOutboxEngine(database, doorbell, world);
  return { ...engine, ...start(handlers) };
}

/** A queue as Cloudflare promises one: at least once, some day, in no order. Loses what the test wants it to lose. */
export function createUnreliableQueue(random: () => number, faults: { lost: number; doubled: number }) {
  const waiting: Ring[] = [];
  return {
    doorbell: {
      async ring(rings: readonly Ring[]) {
        for (const ring of rings) {
          if (random() < faults.lost) continue;
          waiting.push(ring);
          if (random() < faults.doubled) waiting.push(ring);
        }
      },
    },
    /** Takes up to `count` rings that are due, any of them. */
    take(now: number, count: number): string[] {
      const taken: string[] = [];
      const due = waiting.filter(({ at }) => at <= now);
      while (taken.length < count && due.length > 0) {
        const [ring] = due.splice(Math.floor(random() * due.length), 1) as [Ring];
        waiting.splice(waiting.indexOf(ring), 1);
        taken.push(ring.id);
      }
      return taken;
    },
  };
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
