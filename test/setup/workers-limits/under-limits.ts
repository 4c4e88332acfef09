import { env } from "cloudflare:workers";
import { limitBindings, limitFetch } from "./bindings.ts";
import { limitSubtle } from "./crypto.ts";
import { inEvent, LimitedEvent, type Plan } from "./event.ts";
import { checkMemory, forgetGarbage, meterMemory } from "./memory.ts";
import { limitRandomness } from "./scope.ts";
import { limitTimers } from "./timers.ts";
import { limitCodeGeneration } from "./wasm.ts";

// Once an isolate, which is once a test file: whoever imports this has the limits in the place of the globals. They
// bind only code that runs in an event.
limitBindings(env);
limitFetch();
limitTimers();
limitRandomness();
limitSubtle();
limitCodeGeneration();
meterMemory();

/** Runs something as an event of its own, within what Workers allow one; throws what production would have refused. */
export async function underLimits<T>(
  { plan }: { plan: Plan },
  work: (event: LimitedEvent) => Promise<T>,
): Promise<T> {
  await forgetGarbage();
  const event = new LimitedEvent(plan);
  const [outcome] = await Promise.allSettled([inEvent(event, () => work(event))]);
  const failures = endEvent(event);
  if (outcome.status === "rejected") throw outcome.reason;
  throwFirst(failures);
  return outcome.value;
}

/** Loads modules of the house as an isolate does at its start: without an event. */
export async function atStartUp<T>(load: () => Promise<T>): Promise<T> {
  const event = new LimitedEvent("free");
  event.phase = "loading";
  const loaded = await inEvent(event, load);
  throwFirst(event.end());
  return loaded;
}

/** Ends an event once all that it deferred is done; answers what it did that production would not have let it do. */
export function endEvent(event: LimitedEvent): Error[] {
  try {
    inEvent(event, checkMemory);
  } catch {
    // The event remembers it.
  }
  return event.end();
}

export function throwFirst(failures: readonly Error[]): void {
  const [first] = failures;
  if (first) throw first;
}
