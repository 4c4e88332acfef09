import { AsyncLocalStorage } from "node:async_hooks";
import { standBeforeCalls } from "./workers-limits/calls.ts";

const current = new AsyncLocalStorage<Run>();
standBeforeCalls(() => current.getStore()?.call());

/** One request's way, which may be held up before one of the calls that it makes to a binding, the cache or a vendor. */
export class Run {
  /** Calls so far. */
  calls = 0;
  readonly #stop: number;
  readonly #stopped = Promise.withResolvers<void>();
  readonly #going = Promise.withResolvers<void>();
  readonly #deferred: Promise<unknown>[] = [];

  /** @param stop the call before which it is held up, from 1 on */
  constructor(stop = Number.POSITIVE_INFINITY) {
    this.#stop = stop;
  }

  /** What the request defers is a part of its way. */
  static defer(task: Promise<unknown>): void {
    const run = current.getStore();
    if (run) run.#deferred.push(task);
  }

  async call(): Promise<void> {
    this.calls += 1;
    if (this.calls !== this.#stop) return;
    this.#stopped.resolve();
    await this.#going.promise;
  }

  /** Begins; answers when it is held up or at its end, with what it comes to. */
  async begin<T>(work: () => Promise<T>): Promise<{ end: Promise<T> }> {
    const end = current.run(this, async () => {
      const result = await work();
      while (this.#deferred.length > 0) await Promise.all(this.#deferred.splice(0));
      return result;
    });
    await Promise.race([this.#stopped.promise, end]);
    return { end };
  }

  go(): void {
    this.#going.resolve();
  }
}

/**
 * Runs one request to its `i`th call, then another to its `j`th or its end, then the first to its end, then the other:
 * always in the same order. Answers what both came to.
 */
export async function interleave<T>(
  first: () => Promise<T>,
  i: number,
  second: () => Promise<T>,
  j: number,
): Promise<[T, T]> {
  const runs = [new Run(i), new Run(j)] as const;
  const one = await runs[0].begin(first);
  const other = await runs[1].begin(second);
  runs[0].go();
  const result = await one.end;
  runs[1].go();
  return [result, await other.end];
}
