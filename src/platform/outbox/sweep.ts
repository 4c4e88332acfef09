import type { World } from "../../kit/world.ts";
import type { Consumer } from "./consumer.ts";
import type { Doorbell } from "./doorbell.ts";
import type { MessageStore } from "./store.ts";

export interface SweepParts {
  messages: MessageStore;
  doorbell: Doorbell | null;
  consumer: Consumer;
  world: World;
}

/** Milliseconds that a message may be overdue before its ring counts as lost. */
const GRACE = 30_000;
/** Messages a sweep rings for. */
const RINGS = 300;
/** Messages that a sweep does itself where no bell rings: they share one invocation's calls. */
const BY_HAND = 4;
/** Milliseconds for which a message that is done is remembered, with its key. */
const REMEMBERED = 7 * 24 * 60 * 60 * 1000;

/** Finds what was not rung for, and forgets what is long done. */
export function createSweep({ messages, doorbell, consumer, world }: SweepParts) {
  async function rung(ids: readonly string[], at: number): Promise<boolean> {
    if (!doorbell) return false;
    try {
      await doorbell.ring(ids.map((id) => ({ id, at })));
      return true;
    } catch (cause) {
      world.log.warn("outbox.bell-silent", { rings: ids.length, cause });
      return false;
    }
  }

  return {
    /** Wakes the consumer for everything that is stuck; where it cannot be woken, does the oldest of it here. */
    async wakeStuck(): Promise<{ stuck: number; byHand: number }> {
      const now = world.now();
      const probes = await messages.probesAt(now);
      const due = await messages.dueSince(doorbell ? now - GRACE : now, RINGS);
      const ids = [...new Set([...probes, ...due].map(({ id }) => id))];
      if (ids.length === 0 || (await rung(ids, now))) return { stuck: ids.length, byHand: 0 };
      const mine = ids.slice(0, BY_HAND);
      for (const id of mine) await consumer.run(id);
      return { stuck: ids.length, byHand: mine.length };
    },

    forgetDone: async () => ({ forgotten: await messages.forgetDone(world.now() - REMEMBERED) }),
  };
}
export type Sweep = ReturnType<typeof createSweep>;
