import { currentEvent, type LimitedEvent } from "./event.ts";

/** What workerd says where there is no event to do something for. */
const disallowed =
  "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, and generating random values are not allowed within global scope. To fix this error, perform this operation within a handler.";

/** I/O, timers and randomness belong to an event: not to the loading of modules, and not to what an event has left behind. */
export function requireRunning(event: LimitedEvent): void {
  if (event.phase !== "running") event.fail(new Error(disallowed));
}

/** Randomness is there for events only. */
export function limitRandomness(): void {
  for (const name of ["getRandomValues", "randomUUID"] as const) {
    const real = crypto[name].bind(crypto) as (...given: unknown[]) => unknown;
    const limited = (...given: unknown[]) => {
      const event = currentEvent();
      if (event) requireRunning(event);
      return real(...given);
    };
    Object.defineProperty(crypto, name, { value: limited, configurable: true, writable: true });
  }
}
