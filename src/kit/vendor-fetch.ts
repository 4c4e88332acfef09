import type * as z from "zod";
import { Problem } from "./problem.ts";
import { readText } from "./read-text.ts";
import { retryBudgetOf } from "./retry-budget.ts";
import { type ErrorCode, failureOf, type VendorFailure, vendorFailure } from "./vendor-failure.ts";
import { vendorRefused, vendorUnavailable } from "./vendor-problem.ts";
import type { World } from "./world.ts";

/** One call to a vendor: as `fetch` takes it, and what has to be known to fail well. Redirects are not followed. */
export interface VendorCall extends Omit<RequestInit, "signal"> {
  /** Who is called, for the log. */
  vendor: string;
  /** Milliseconds for everything: all attempts, the pauses between them and, for `vendorJson`, the body. 8 s. */
  deadline?: number;
  /**
   * Whether the same call twice does no more than once. Left out, that holds for GET, HEAD and calls with an
   * `Idempotency-Key`. A stream can be sent only once, whatever is said here.
   */
  repeatable?: boolean;
  /** Statuses besides 2xx that the caller understands and wants to see. */
  accepts?: readonly number[];
  errorCode?: ErrorCode;
}

type Outside = Pick<World, "fetch" | "now" | "random" | "log">;
type Deadline = { at: number; signal: AbortSignal };
type Reader<T> = (response: Response) => T | Promise<T>;

const mostAttempts = 4;
const firstPause = 200;
const longestJson = 8 * 1024 * 1024;

/**
 * The one way to call a vendor over HTTP. Answers a response with a 2xx or accepted status, whose body the caller
 * must read or cancel: an invocation has six connections, and an unread body holds one.
 *
 * Throws a problem of `vendor-problem`. No answer in time, 408, 425, 429 and 5xx are unavailable, after repeating
 * what may be repeated with full jitter and not before Retry-After (RFC 9110, section 10.2.3), while the vendor's
 * retry budget lasts (`kit/retry-budget`: a vendor that is down is called a tenth more often than without repeats);
 * 401 and 403 are misconfigured; all other statuses are refused.
 */
export function vendorFetch(world: Outside, url: string | URL, call: VendorCall): Promise<Response> {
  return withinDeadline(world, call, (deadline) =>
    repeat(world, url, call, deadline, (response) => response),
  );
}

/** As `vendorFetch`, and reads the answer as JSON of this schema; a body that does not fit it is refused (502). */
export function vendorJson<Schema extends z.ZodType>(
  world: Outside,
  url: string | URL,
  call: VendorCall,
  schema: Schema,
): Promise<z.output<Schema>> {
  return withinDeadline(world, call, async (deadline) => {
    const text = await repeat(world, url, call, deadline, (response) => readText(response, longestJson));
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const mismatches = parsed.error.issues.map(({ path, code }) => `/${path.join("/")} ${code}`);
    throw vendorFailure(vendorRefused, {
      vendor: call.vendor,
      reason: `unexpected body: ${mismatches.join(", ")}`,
    });
  });
}

async function withinDeadline<T>(
  world: Outside,
  call: VendorCall,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const patience = call.deadline ?? 8_000;
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        vendorFailure(vendorUnavailable, { vendor: call.vendor, reason: `no answer within ${patience} ms` }),
      );
      abort.abort();
    }, patience);
  });
  try {
    return await Promise.race([work({ at: world.now() + patience, signal: abort.signal }), expired]);
  } finally {
    // From here on a body that the caller still reads may take its time.
    clearTimeout(timer);
  }
}

async function repeat<T>(
  world: Outside,
  url: string | URL,
  call: VendorCall,
  deadline: Deadline,
  read: Reader<T>,
): Promise<T> {
  const budget = retryBudgetOf(world, call.vendor);
  budget.earn();
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await attemptOnce(world, url, call, deadline.signal, read);
      if (attempt > 1) budget.giveBack();
      return answer;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      world.log.warn("vendor-call-failed", {
        ...(error.cause as VendorFailure),
        host: new URL(url).host,
        attempt,
      });
      const pause = Math.max(jitter(world, attempt), 1000 * Number(error.headers["Retry-After"] ?? 0));
      const worthwhile = vendorUnavailable.matches(error) && isRepeatable(call) && attempt < mostAttempts;
      if (!worthwhile || world.now() + pause >= deadline.at || !budget.spend()) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (deadline.signal.aborted) throw error;
    }
  }
}

async function attemptOnce<T>(
  world: Outside,
  url: string | URL,
  call: VendorCall,
  signal: AbortSignal,
  read: Reader<T>,
): Promise<T> {
  const { vendor, deadline: _, repeatable: __, accepts, errorCode, ...init } = call;
  const response = await reach(vendor, () => world.fetch(url, { redirect: "manual", ...init, signal }));
  if (response.ok || accepts?.includes(response.status)) return reach(vendor, () => read(response));
  throw await failureOf(response, { vendor, errorCode, now: world.now() });
}

async function reach<T>(vendor: string, io: () => T | Promise<T>): Promise<T> {
  try {
    return await io();
  } catch (error) {
    // A world that knows better what is wrong has its own word.
    if (error instanceof Problem) throw error;
    // The message of a network error may repeat the address, and an address may hold a token.
    throw vendorFailure(vendorUnavailable, {
      vendor,
      reason: error instanceof Error ? error.name : "unknown",
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRepeatable({ method = "GET", headers, body, repeatable }: VendorCall): boolean {
  if (body instanceof ReadableStream) return false;

  const keyed = new Headers(headers).has("Idempotency-Key");
  return repeatable ?? (keyed || method === "GET" || method === "HEAD");
}

/** Full jitter: anything between nothing and a ceiling that doubles with every attempt, in milliseconds. */
function jitter(world: Outside, attempt: number): number {
  const [high = 0, low = 0] = world.random(2);
  return firstPause * 2 ** (attempt - 1) * ((high * 256 + low) / 65_536);
}
