import { inTime } from "../../kit/deadline.ts";

/** Tells that a message is due at that time (epoch milliseconds). */
export interface Ring {
  readonly id: string;
  readonly at: number;
}

/** What is sent through the queue: the row has all the rest. */
export interface RingBody {
  readonly id: string;
}

/**
 * Wakes the consumer. Only a doorbell: what it loses, or rings twice, the sweep and the guarded claim make up for.
 */
export interface Doorbell {
  ring(rings: readonly Ring[]): Promise<void>;
}

/** Seconds for which Cloudflare Queues hold a message back at most, and messages a batch (queues/platform/limits). */
const longestDelay = 12 * 60 * 60;
const batch = 100;

/** Milliseconds. */
const patience = 5_000;

/** Rings by a Cloudflare Queue. What is due later than it can hold back is left to the sweep. */
export function createQueueDoorbell(queue: Queue<RingBody>, now: () => number): Doorbell {
  const secondsTo = (at: number) => Math.max(0, Math.ceil((at - now()) / 1000));
  return {
    async ring(rings) {
      const soon = rings
        .map(({ id, at }) => ({ body: { id }, delaySeconds: secondsTo(at) }))
        .filter(({ delaySeconds }) => delaySeconds <= longestDelay);
      for (let from = 0; from < soon.length; from += batch)
        await inTime(queue.sendBatch(soon.slice(from, from + batch)), patience);
    },
  };
}
