const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;

/** Milliseconds for which whoever took a message has it to itself; afterwards it counts as crashed. */
export const LEASE = 90 * SECOND;
/** Milliseconds that one attempt may take: it is over before the lease is. */
export const DEADLINE = 60 * SECOND;
/** Milliseconds by which the clocks of those who ring and those who answer may differ. */
export const CLOCKS = 5 * SECOND;
/** Milliseconds after its first attempt for which a message is tried again. */
export const PERSISTENCE = 24 * HOUR;

/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/**
 * Milliseconds before the next attempt, `failures` being 1 after the first: full jitter, anything between nothing and a
 * ceiling that doubles from ten seconds up to three hours, so that what failed together does not come back together
 * (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015).
 */
export function pauseAfter(failures: number, random: Random): number {
  return Math.ceil(random() * Math.min(10 * SECOND * 2 ** (failures - 1), 3 * HOUR));
}
