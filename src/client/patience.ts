import type { Failure, Result } from "./result.ts";

/** Milliseconds before each further attempt, at most; the half of it at least. */
const PAUSES = [500, 1000, 2000, 4000, 8000];
/** Seconds that a server may ask to wait without the upload being given up. */
const LONGEST_WAIT = 60;

/** Repeats a call that is safe to repeat for as long as its failures are of the passing kind. */
export async function patiently<Data, Id extends string>(
  attempt: () => Promise<Result<Data, Id>>,
  signal: AbortSignal | undefined,
): Promise<Result<Data, Id>> {
  let result = await attempt();
  for (const pause of PAUSES) {
    if (!result.error || !passes(result.error)) break;
    const asked = (result.error.retryAfter ?? 0) * 1000;
    await wait(Math.max(asked, pause / 2 + (Math.random() * pause) / 2), signal);
    result = await attempt();
  }
  return result;
}

function passes({ id, status, retryAfter = 0 }: Failure): boolean {
  if (retryAfter > LONGEST_WAIT) return false;
  if (id === "client-network" || id === "client-part-refused" || id === "http-idempotency-key-running")
    return true;
  return status === 408 || status === 429 || status >= 500;
}

/** Ends early when the caller gives up: the next attempt then says so. */
function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
