import { currentEvent, type LimitedEvent } from "./event.ts";
import { requireRunning } from "./scope.ts";

type Callback = (...given: unknown[]) => void;
type Timer = (callback: Callback, milliseconds?: number, ...given: unknown[]) => unknown;

/** Timers belong to an event and end with it: production drops those that are left, and what waits for them never goes on. */
export function limitTimers(): void {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  Object.assign(globalThis, {
    setTimeout: watched(setTimeout as Timer, true),
    setInterval: watched(setInterval as Timer, false),
    clearTimeout: forgetting(clearTimeout),
    clearInterval: forgetting(clearInterval),
  });
  const wait = scheduler.wait.bind(scheduler);
  const limited = (...given: Parameters<typeof wait>) => {
    const event = currentEvent();
    if (event) requireRunning(event);
    return wait(...given);
  };
  Object.defineProperty(scheduler, "wait", { value: limited });
}

function watched(set: Timer, once: boolean): Timer {
  return (callback, milliseconds, ...given) => {
    const event = currentEvent();
    if (!event) return set(callback, milliseconds, ...given);
    requireRunning(event);
    const timer: unknown = set(() => fire(event), milliseconds);
    event.timers.set(timer, new Error("A timer is still set when its event has ended."));
    return timer;

    function fire(of: LimitedEvent) {
      if (once) of.timers.delete(timer);
      callback(...given);
    }
  };
}

function forgetting(clear: (timer: never) => void): (timer: unknown) => void {
  return (timer) => {
    currentEvent()?.timers.delete(timer);
    clear(timer as never);
  };
}
