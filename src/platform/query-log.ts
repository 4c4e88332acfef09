import type { Log } from "../kit/world.ts";
import type { Observe } from "./database/observe.ts";
import { currentEvent } from "./event.ts";

/** Milliseconds from which on a query counts as slow. */
const SLOW = 1000;

/** Adds queries up for the event that they belong to, and logs slow ones: their SQL has placeholders, never values. */
export function tallyQueries(log: Log): Observe {
  return ({ sql, milliseconds, rows, failed }) => {
    const tally = currentEvent()?.queries;
    if (tally) {
      tally.count += 1;
      tally.milliseconds += milliseconds;
    }
    if (milliseconds >= SLOW) log.warn("query.slow", { sql, milliseconds, rows, failed });
  };
}
