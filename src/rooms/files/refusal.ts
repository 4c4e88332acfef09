import * as z from "zod";
import type { Problem, ProblemFactory } from "../../kit/problem.ts";
import { contentRefused, tooLarge, typeNotAllowed, uploadMismatch } from "./problems.ts";

/** The verdicts on bytes that no second look will change. */
const refusals: readonly ProblemFactory[] = [contentRefused, tooLarge, typeNotAllowed, uploadMismatch];

const text = z.object({ ko: z.string(), en: z.string() });
const kept = z.object({
  id: z.string(),
  detail: text.optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: text })),
});

export function isRefusal(error: unknown): error is Problem {
  return refusals.some((refusal) => refusal.matches(error));
}

/** A verdict as it is kept with its upload. */
export function toText({ kind, detail, errors }: Problem): string {
  return JSON.stringify({ id: kind.id, detail, errors });
}

/** The verdict that was kept. */
export function toProblem(refusal: string | null): Problem {
  const { id, detail, errors } = kept.parse(JSON.parse(refusal ?? "{}"));
  const create = refusals.find(({ kind }) => kind.id === id) ?? contentRefused;
  return create({ ...(detail && { detail }), errors });
}
