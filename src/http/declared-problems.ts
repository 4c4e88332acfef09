import type { ProblemFactory } from "../kit/problem.ts";
import {
  bodyTooLarge,
  forbidden,
  idempotencyKeyReused,
  idempotencyKeyRunning,
  invalidInput,
  malformed,
  tooManyRequests,
  unauthenticated,
  unsupportedMediaType,
} from "./problems.ts";
import type { Declaration } from "./route.ts";

/** Every problem by which a route refuses a request: those of its room, and those that follow from its declaration. */
export function declaredProblems(declaration: Declaration): ProblemFactory[] {
  const { caller, limit, params, query, body, idempotency, problems = [] } = declaration;
  const takesJson = body !== undefined && body.kind !== "raw";
  const all = [
    unauthenticated,
    ...(caller === "anyone" ? [] : [forbidden]),
    ...(limit === "none" ? [] : [tooManyRequests]),
    ...(params || query || body ? [invalidInput] : []),
    ...(body ? [malformed, bodyTooLarge] : []),
    ...(takesJson ? [unsupportedMediaType] : []),
    ...(idempotency ? [malformed, idempotencyKeyReused, idempotencyKeyRunning] : []),
    ...problems,
  ];
  return [...new Set(all)].toSorted((a, b) => a.kind.status - b.kind.status);
}
