import type { Log } from "../kit/world.ts";
import type { Call } from "./call.ts";
import { asProblem } from "./problem.ts";
import type { Declaration } from "./route.ts";

interface QueryTally {
  count: number;
  milliseconds: number;
}

/** One event a request. It names the route, not the address, and the key, not the person: nothing personal is in it. */
export function logRequest(log: Log, now: () => number, queries: () => QueryTally | undefined) {
  return (declaration: Declaration, call: Call, status: number, error?: unknown): void => {
    const tally = queries();
    const fields = {
      operation: declaration.operation,
      method: call.request.method,
      status,
      milliseconds: now() - call.begun,
      ...(call.caller.id !== null && { key: call.caller.id }),
      ...(tally && tally.count > 0 && { queries: tally.count, queryMilliseconds: tally.milliseconds }),
      ...(error !== undefined && explain(error)),
    };
    if (status >= 500) log.error("request", fields);
    else log.info("request", fields);
  };
}

function explain(error: unknown) {
  const problem = asProblem(error);
  return {
    problem: problem.kind.id,
    ...(problem.kind.status >= 500 && { cause: problem.cause ?? problem.message }),
  };
}
