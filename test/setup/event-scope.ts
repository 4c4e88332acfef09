import type { PerEvent } from "../../src/platform/database/per-event.ts";

/** One event, as far as its connections go. */
export interface EventScope {
  perEvent: PerEvent;
  /** Closes what was opened. */
  end(): Promise<void>;
}

/** A scope that a test begins and ends by hand, in place of a request. */
export function createEventScope(): EventScope {
  const things = new Map<string, Promise<unknown>>();
  const closings: (() => Promise<void>)[] = [];
  return {
    perEvent: <T>(name: string, make: () => Promise<T>, close: (thing: T) => Promise<void>) => {
      const found = things.get(name) as Promise<T> | undefined;
      if (found) return found;
      const made = make();
      things.set(name, made);
      closings.push(async () => close(await made));
      return made;
    },
    end: async () => {
      await Promise.all(closings.map((closing) => closing()));
    },
  };
}
