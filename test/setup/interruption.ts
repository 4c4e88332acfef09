import { intercept } from "./faults.ts";

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

  const statement = (given: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(given, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        return (...args: unknown[]) => pass(async () => value.apply(target, args));
      },
    });

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
    /** Real D1, real statements: only whether a call gets through is ours. */
    database: (real: D1Database): D1Database =>
      new Proxy(real, {
        get(target, name) {
          if (name === "prepare") return (sql: string) => statement(target.prepare(sql));
          if (name === "batch")
            return (statements: D1PreparedStatement[]) => pass(() => target.batch(statements));
          return Reflect.get(target, name);
        },
      }),
    bucket: (real: R2Bucket): R2Bucket => intercept((perform) => pass(perform))(real),
    fetch:
      (real: typeof fetch): typeof fetch =>
      (input, init) =>
        pass(() => real(input, init)),
  };
}
