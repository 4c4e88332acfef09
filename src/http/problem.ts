import * as z from "zod";
import { Problem } from "../kit/problem.ts";
import { vendorUnavailable } from "../kit/vendor-problem.ts";
import type { Call } from "./call.ts";
import { internalError } from "./problems.ts";

/** How a problem looks on the wire. */
export const problemDocument = z
  .object({
    type: z.string().meta({ format: "uri", description: "The page that explains this kind of problem." }),
    title: z.string().describe("In the caller's language, as is every detail."),
    status: z.number().int(),
    detail: z.string().optional(),
    instance: z.string().meta({ format: "uri", description: "The request's number, as `urn:uuid:…`." }),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe("A JSON pointer, such as `/body/size`."),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

/** Any thrown value as a problem. What is not one answers a fixed sentence; what it was goes to the log only. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : internalError({ cause: error });
}

/** A problem as an answer (RFC 9457): `application/problem+json` in the caller's language. */
export function problemResponse({ id, language, publicOrigin }: Call, problem: Problem): Response {
  const { kind, detail, errors } = problem;
  const body: z.output<typeof problemDocument> = {
    type: `${publicOrigin}/problems/${kind.id}`,
    title: kind.title[language],
    status: kind.status,
    ...(detail && { detail: detail[language] }),
    instance: `urn:uuid:${id}`,
    ...(errors.length > 0 && {
      errors: errors.map((error) => ({ pointer: error.pointer, detail: error.detail[language] })),
    }),
  };
  return new Response(JSON.stringify(body), {
    status: kind.status,
    headers: {
      // Whoever did not answer us has mostly not said either when to come back.
      ...(vendorUnavailable.matches(problem) && { "Retry-After": "5" }),
      ...problem.headers,
      "Content-Type": "application/problem+json",
      "Content-Language": language,
      "Cache-Control": "no-store",
    },
  });
}
