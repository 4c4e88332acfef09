import { faultyBinding, faultyDatabase } from "./faulty-bindings.ts";

/** What a dead process throws. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * Stands before every I/O of a house and kills it at the one that is chosen, before or after that has had its effect.
 * Nothing gets through afterwards.
 */
export function createInterruption() {
  let calls = 0;
  let fatal = Number.POSITIVE_INFINITY;
  let effective = false;

  async function pass<T>(perform: () => Promise<T>): Promise<T> {
    calls += 1;
    if (calls > fatal || (calls === fatal && !effective)) throw new Interrupted();
    const answer = await perform();
    if (calls === fatal) throw new Interrupted();
    return answer;
  }

  return {
    /** Dies at the `step`th call from now on. */
    dieAt(step: number, afterEffect: boolean): void {
      calls = 0;
      fatal = step;
      effective = afterEffect;
    },
    revive(): void {
      fatal = Number.POSITIVE_INFINITY;
    },
    /** Real bindings: only whether a call gets through is ours. */
    database: (real: D1Database): D1Database => faultyDatabase(real, { pass }),
    bucket: (real: R2Bucket): R2Bucket => faultyBinding(real, { pass }),
    fetch:
      (real: typeof fetch): typeof fetch =>
      (input, init) =>
        pass(() => real(input, init)),
  };
}
