import type { FaultKind } from "../../sandbox/fault-board.ts";
import { intercept } from "./faults.ts";

/** Milliseconds that a slow binding takes longer. */
const SLOW = 500;

/** What a binding says when it fails, in its own words. */
export type Words = Record<"unreachable" | "refuse" | "deny" | "too-many" | "broken", string>;

/** D1's (developers.cloudflare.com/d1/observability/debug-d1). */
export const d1Words: Words = {
  unreachable: "D1_ERROR: Network connection lost.",
  refuse: "D1_ERROR: no such column: secret_column: SQLITE_ERROR",
  deny: "D1_ERROR: not authorized: SQLITE_AUTH",
  "too-many": "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
  broken: "D1_ERROR: Internal error in D1 DB storage caused object to be reset.",
};

/** R2's (developers.cloudflare.com/r2/api/error-codes). */
export const r2Words: Words = {
  unreachable: "Network connection lost.",
  refuse: "put: The specified object name is not valid. (10020)",
  deny: "put: Unauthorized (10002)",
  "too-many": "put: Please look at retry policies: too many requests (10058)",
  broken: "put: We encountered an internal error. Please try again. (10001)",
};

export const queueWords: Words = {
  unreachable: "Network connection lost.",
  refuse: "Queue sendBatch failed: message is too large",
  deny: "Queue sendBatch failed: unauthorized",
  "too-many": "Queue sendBatch failed: Too Many Requests",
  broken: "Queue sendBatch failed: internal error",
};

/** A switch between a binding and its user: lets calls through until it is told to fail from some call on. */
export interface FaultSwitch {
  /** From the `step`th call from now on. */
  strike(fault: FaultKind, step: number): void;
  heal(): void;
  /** Calls since the last strike. */
  readonly calls: number;
  pass<T>(perform: () => Promise<T>): Promise<T>;
}

export function createFaultSwitch(words: Words): FaultSwitch {
  let fault: FaultKind | null = null;
  let from = 1;
  let calls = 0;
  return {
    strike(kind, step) {
      [fault, from, calls] = [kind, step, 0];
    },
    heal() {
      fault = null;
    },
    get calls() {
      return calls;
    },
    pass(perform) {
      calls += 1;
      return fault === null || calls < from ? perform() : act(fault, words, perform);
    },
  };
}

async function act<T>(fault: FaultKind, words: Words, perform: () => Promise<T>): Promise<T> {
  switch (fault) {
    case "delay":
      await new Promise((resolve) => setTimeout(resolve, SLOW));
      return perform();
    case "hang":
      return silence();
    case "malformed":
      return { unexpected: true } as T;
    case "reset":
      await discard(await perform());
      throw new Error(words.unreachable);
    case "timeout-after-effect":
      await discard(await perform());
      return silence();
    default:
      throw new Error(words[fault]);
  }
}

const silence = () => new Promise<never>(() => {});

async function discard(answer: unknown): Promise<void> {
  if (answer && typeof answer === "object" && "body" in answer) await (answer as Response).body?.cancel();
}

/** The real D1 behind a switch. */
export function faultyDatabase(real: D1Database, { pass }: Pick<FaultSwitch, "pass">): D1Database {
  const statement = (given: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(given, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        return (...args: unknown[]) => pass(async () => value.apply(target, args));
      },
    });
  return new Proxy(real, {
    get(target, name) {
      if (name === "prepare") return (sql: string) => statement(target.prepare(sql));
      if (name === "batch") return (all: D1PreparedStatement[]) => pass(() => target.batch(all));
      return Reflect.get(target, name);
    },
  });
}

/** A real bucket or queue behind a switch. */
export function faultyBinding<Binding extends object>(
  real: Binding,
  { pass }: Pick<FaultSwitch, "pass">,
): Binding {
  return intercept((perform) => pass(perform))(real);
}
