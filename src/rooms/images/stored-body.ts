import { inTime } from "../../kit/deadline.ts";
import { Problem } from "../../kit/problem.ts";
import { vendorFailure } from "../../kit/vendor-failure.ts";
import { vendorUnavailable } from "../../kit/vendor-problem.ts";
import { openSource, type Source } from "./engine/engine.ts";

/** Milliseconds that a store may take over the next piece of a body. */
export const PATIENCE = 5_000;

/**
 * The bytes of a picture as a store sends them. When it breaks off or sends nothing for `patience` milliseconds, reading
 * throws the store's own problem, or else `vendor-unavailable`: the file is not to blame. The body is cancelled then.
 */
export function openStoredBody(body: ReadableStream<Uint8Array>, patience = PATIENCE): Source {
  const source = openSource(body);
  let failed = false;
  return {
    async read() {
      try {
        return await inTime(source.read(), patience);
      } catch (error) {
        failed = true;
        // Not waited for: what sends nothing may not answer this either.
        source.cancel(error).catch(() => {});
        throw problemOf(error);
      }
    },
    async cancel(reason) {
      if (!failed) await source.cancel(reason);
    },
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return vendorFailure(vendorUnavailable, { vendor: "storage", reason: String(error) });
}
