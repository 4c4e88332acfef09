import { type Language, Problem } from "../kit/problem.ts";
import { internalError } from "./problems.ts";

/** Any thrown value as a problem. What is not one answers a fixed sentence; what it was goes to the log only. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : internalError({ cause: error });
}

/** A problem as an answer (RFC 9457): `application/problem+json` in the caller's language. */
export function problemResponse(
  problem: Problem,
  context: { origin: string; requestId: string; language: Language },
): Response {
  const { kind, detail, errors } = problem;
  const body = {
    type: `${context.origin}/problems/${kind.id}`,
    title: kind.title[context.language],
    status: kind.status,
    ...(detail && { detail: detail[context.language] }),
    instance: `urn:uuid:${context.requestId}`,
    ...(errors.length > 0 && {
      errors: errors.map((error) => ({ pointer: error.pointer, detail: error.detail[context.language] })),
    }),
  };
  return new Response(JSON.stringify(body), {
    status: kind.status,
    headers: {
      ...problem.headers,
      "Content-Type": "application/problem+json",
      "Content-Language": context.language,
      "Cache-Control": "no-store",
    },
  });
}
