import { keepUntilRead } from "./bodies.ts";
import { countSubrequest } from "./budget.ts";
import { currentEvent, type LimitedEvent } from "./event.ts";
import { requireRunning } from "./scope.ts";

type Method = (...given: unknown[]) => Promise<unknown>;

/** The same call, which counts as one of the event's subrequests. */
export function counted(call: Method): Method {
  return async function (this: unknown, ...given) {
    const event = currentEvent();
    if (event) await admit(event);
    return call.apply(this, given);
  };
}

/** The same call, which counts and holds one of the event's connections. */
export function connected(call: Method): Method {
  return async function (this: unknown, ...given) {
    const event = currentEvent();
    if (!event) return call.apply(this, given);
    await admit(event);
    return overConnection(event, () => call.apply(this, given));
  };
}

const limited = new WeakSet<object>();

/** Puts limited methods in the place of an object's own. Two bindings of a kind have one prototype, which is limited once. */
export function limitMethods(owner: object, names: readonly string[], limit: (call: Method) => Method): void {
  if (limited.has(owner)) return;
  limited.add(owner);
  for (const name of names) {
    const value = limit(Reflect.get(owner, name));
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  }
}

let before: () => Promise<void> | undefined = () => undefined;

/** Lets a test stand before every call that leaves an event: the points at which another one's code may run. */
export function standBeforeCalls(stand: () => Promise<void> | undefined): void {
  before = stand;
}

async function admit(event: LimitedEvent): Promise<void> {
  requireRunning(event);
  countSubrequest(event);
  await before();
}

async function overConnection(event: LimitedEvent, call: () => Promise<unknown>): Promise<unknown> {
  const { connections } = event;
  const hold = await connections.take().catch((error: Error) => event.fail(error));
  try {
    const answer = await call();
    keepUntilRead(answer, { hold, connections });
    return answer;
  } catch (error) {
    connections.release(hold);
    throw error;
  }
}
