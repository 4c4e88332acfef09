import { AsyncLocalStorage } from "node:async_hooks";
import { Connections } from "./connections.ts";

/** What Cloudflare is paid for decides how much an event may do. */
export type Plan = "free" | "paid";

/** One event of the house as the limits see it: a request with the work that it defers, a cron trigger, the loading of modules. */
export class LimitedEvent {
  readonly plan: Plan;
  /** Only a running event may do I/O. */
  phase: "loading" | "running" | "ended" = "running";
  subrequests = 0;
  readonly connections = new Connections();
  /** Timers that are set, each with where that was done. */
  readonly timers = new Map<unknown, Error>();
  readonly #failures: Error[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Throws the error and remembers it: the house may catch what breaking a limit throws, and the test has to fail. */
  fail(error: Error): never {
    this.#failures.push(error);
    throw error;
  }

  /** The event is over, with all that it deferred. Answers what it did that production would not have let it do. */
  end(): Error[] {
    this.phase = "ended";
    const left = [...this.timers.values()];
    this.timers.clear();
    return [...this.#failures.splice(0), ...left];
  }
}

const storage = new AsyncLocalStorage<LimitedEvent>();

/** The event whose code is running; undefined in code of the test itself, which has no limits. */
export function currentEvent(): LimitedEvent | undefined {
  return storage.getStore();
}

/** Runs a part of this event. */
export function inEvent<T>(event: LimitedEvent, work: () => T): T {
  return storage.run(event, work);
}
