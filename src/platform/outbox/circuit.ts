import type { Random } from "./schedule.ts";

/** Failures in a row, each of another message, from which on a topic's dependency counts as down. */
const TRIPS_AT = 5;
/** Milliseconds between two tries of a topic whose dependency is down: at first, and at most. */
const FIRST_PAUSE = 10_000;
const LONGEST_PAUSE = 30 * 60_000;

/** How a topic stands. */
export interface Circuit {
  /** Failures in a row by which what it depends on seems to be down. */
  readonly failures: number;
  /** Epoch milliseconds; 0 while it is not paused. */
  readonly pausedUntil: number;
}

/**
 * What a failure makes of a topic's circuit. A vendor that is down is asked by one message of the topic now and then,
 * and not by every message that waits for it; one that says when to come back is asked by none before.
 *
 * @param retryAfter milliseconds that the vendor asked for; 0 where it did not
 */
export function afterFailure(circuit: Circuit, now: number, retryAfter: number, random: Random): Circuit {
  const failures = circuit.failures + 1;
  if (failures < TRIPS_AT) return { failures, pausedUntil: retryAfter > 0 ? now + retryAfter : 0 };
  const ceiling = Math.min(FIRST_PAUSE * 2 ** (failures - TRIPS_AT), LONGEST_PAUSE);
  // Never nothing: half of the pause is certain, so that an outage has a known price.
  const pause = ceiling / 2 + (random() * ceiling) / 2;
  return { failures, pausedUntil: now + Math.ceil(Math.max(pause, retryAfter)) };
}
