import { AsyncLocalStorage } from "node:async_hooks";

/** What the event's queries cost. */
export interface QueryTally {
  count: number;
  milliseconds: number;
}

interface Held {
  thing: Promise<unknown>;
  close: () => Promise<void>;
}

/**
 * What belongs to one event (a request, a cron trigger, a queue batch) and must not outlive it. Sockets, streams and
 * bodies of one event cannot be used from another on Workers, so whatever holds one lives here.
 */
export interface PlatformEvent {
  readonly id: string;
  readonly queries: QueryTally;
  readonly held: Map<string, Held>;
  /** What still runs after the answer. */
  readonly deferred: Promise<unknown>[];
}

const storage = new AsyncLocalStorage<PlatformEvent>();

/** Runs a handler as an event of its own; `afterwards` is given the closing of what the event held. */
export async function runEvent<Result>(
  id: string,
  afterwards: (closing: Promise<void>) => void,
  handler: () => Promise<Result>,
): Promise<Result> {
  const event: PlatformEvent = { id, queries: { count: 0, milliseconds: 0 }, held: new Map(), deferred: [] };
  try {
    return await storage.run(event, handler);
  } finally {
    if (event.held.size > 0) afterwards(storage.run(event, () => close(event)));
  }
}

/** The event that the running code belongs to; undefined at start-up. */
export function currentEvent(): PlatformEvent | undefined {
  return storage.getStore();
}

/** Keeps one thing for the event: see `PerEvent` beside the database. */
export function perEvent<Thing>(
  name: string,
  make: () => Promise<Thing>,
  close: (thing: Thing) => Promise<void>,
): Promise<Thing> {
  const event = storage.getStore();
  if (!event) return Promise.reject(new Error(`${name} was asked for outside of an event.`));
  const found = event.held.get(name);
  if (found) return found.thing as Promise<Thing>;
  const thing = make();
  event.held.set(name, { thing, close: async () => close(await thing) });
  return thing;
}

/** Deferred work may defer more, so it is looked for until there is none. */
async function close(event: PlatformEvent): Promise<void> {
  while (event.deferred.length > 0) await Promise.allSettled(event.deferred.splice(0));
  await Promise.allSettled([...event.held.values()].map((held) => held.close()));
}
