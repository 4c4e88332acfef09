import { inTime } from "../kit/deadline.ts";
import { sha256 } from "../kit/digest.ts";
import type { Problem } from "../kit/problem.ts";
import type { World } from "../kit/world.ts";
import { type Authenticator, authenticate, requireScope } from "./authenticate.ts";
import { parseJson, readJsonBytes, requireLength } from "./body.ts";
import { Call } from "./call.ts";
import { declaredHeaders, type Sources } from "./headers.ts";
import {
  claimKey,
  digesting,
  type IdempotencyStore,
  idempotencyId,
  idOfMade,
  type KeptAnswer,
} from "./idempotency.ts";
import { asProblem, problemResponse } from "./problem.ts";
import { limitRate, type RateLimiter } from "./rate-limit.ts";
import type { Declaration, Input, JsonReply, Route } from "./route.ts";
import { validate } from "./validate.ts";

/** What serving any route needs. */
export interface Desk {
  world: World;
  authenticator: Authenticator;
  limiter: RateLimiter;
  idempotency: IdempotencyStore;
  /** Where our pages and files live; null where it is the origin of each request. */
  publicOrigin: string | null;
  sources: Sources;
  /** The id of the request that is being served. */
  requestId(): string;
  /** What people see of a problem, where a page was asked for. */
  problemPage(call: Call, problem: Problem): Response;
  /** Told of every answer, for the log. */
  served(declaration: Declaration, call: Call, status: number, error?: unknown): void;
}

/** A handler's outcome and, under an Idempotency-Key, the digest of the body it read. */
type Outcome = Response | JsonReply<number, unknown>;

/** Serves one request by one route: rate limit, caller, input, idempotency, handler, headers, log, in this order. */
export async function serve(desk: Desk, route: Route, request: Request, params: unknown): Promise<Response> {
  const call = new Call(desk, route.declaration.headers, request);
  let outcome: Outcome;
  let failure: unknown;
  try {
    outcome = await answer(desk, route, call, params);
  } catch (error) {
    failure = error;
    // An unread body would hold the connection and one of six places.
    if (request.body && !request.body.locked) desk.world.defer(request.body.cancel().catch(() => {}));
    const problem = asProblem(error);
    outcome =
      route.declaration.headers === "page" ? desk.problemPage(call, problem) : problemResponse(call, problem);
  }
  return finish(desk, route.declaration, call, outcome, failure);
}

async function answer(
  desk: Desk,
  { declaration, handle }: Route,
  call: Call,
  params: unknown,
): Promise<Outcome> {
  await limitRate(declaration, call, desk.limiter);
  call.caller = await authenticate(call.request, desk.authenticator);
  requireScope(call.caller, declaration.caller);
  const checked = {
    params: declaration.params && validate(declaration.params, params, "path"),
    query: declaration.query && validate(declaration.query, queryOf(call.url), "query"),
  };
  const bytes = await readBody(declaration, call);
  const body = bodyOf(declaration, bytes);
  const input = { ...checked, body, call } as Input<Declaration>;
  const id = declaration.idempotency ? await idempotencyId(call) : null;
  if (id === null) return handle(input);
  call.idOfMade = await idOfMade(id, bytes);
  return once(desk, id, call, bytes, declaration, () => handle(input));
}

async function readBody(declaration: Declaration, call: Call): Promise<Uint8Array<ArrayBuffer>> {
  if (declaration.body?.kind === "raw") requireLength(call.request, declaration.body.limit);
  else if (declaration.body) return readJsonBytes(call.request, declaration.body.limit);
  return new Uint8Array();
}

/** What a handler gets of a body. */
function bodyOf({ body }: Declaration, bytes: Uint8Array<ArrayBuffer>): unknown {
  if (body?.kind === "bytes") return bytes;
  return body?.kind === "json" ? validate(body.schema, parseJson(bytes), "body") : undefined;
}

/** Runs the handler unless the key has been answered before; a failure frees the key again. */
async function once(
  desk: Desk,
  id: string,
  call: Call,
  bytes: Uint8Array<ArrayBuffer>,
  declaration: Declaration,
  handle: () => Promise<Outcome>,
): Promise<Outcome> {
  const streamed = declaration.body?.kind === "raw" && call.stream ? digesting(call.stream) : null;
  const fingerprint = async () => {
    if (!streamed) return sha256(bytes);
    await streamed.stream.pipeTo(new WritableStream());
    return streamed.digest();
  };
  const claimed = await claimKey(desk.idempotency, id, fingerprint);
  if (typeof claimed !== "number") {
    if (claimed.made === null) return fromKept(claimed);
    call.made = claimed.made;
    return handle();
  }
  if (streamed) call.stream = streamed.stream;
  try {
    const outcome = await handle();
    const answer = await toKept(outcome, streamed ? await streamed.digest() : await sha256(bytes));
    await desk.idempotency.finish(id, claimed, answer);
    return outcome;
  } catch (error) {
    await free(desk, id, claimed);
    throw error;
  }
}

/** Milliseconds that an answer waits for its key to be free again. */
const RELEASE = 1000;

/** Whoever asks again at once should find the key free; but a database that hangs must not keep the answer. */
async function free({ idempotency, world }: Desk, id: string, claim: number): Promise<void> {
  const freed = idempotency.release(id, claim).catch((cause: unknown) => {
    // The lease ends in a minute by itself.
    world.log.warn("idempotency.not-released", { cause });
  });
  world.defer(freed);
  await inTime(freed, RELEASE).catch(() => {});
}

async function toKept(outcome: Outcome, fingerprint: string): Promise<KeptAnswer> {
  if (outcome instanceof Response) throw new TypeError("A route with an idempotency rule answers JSON.");
  const { status, headers = {}, made = null } = outcome;
  return { fingerprint, status, headers, made, body: made === null ? JSON.stringify(outcome.body) : null };
}

function fromKept(kept: KeptAnswer): Response {
  return new Response(kept.body, {
    status: kept.status,
    headers: { ...kept.headers, "Content-Type": "application/json", "Idempotency-Replayed": "true" },
  });
}

function finish(
  desk: Desk,
  declaration: Declaration,
  call: Call,
  outcome: Outcome,
  failure: unknown,
): Response {
  const declared = declaredHeaders(declaration, { nonce: call.nonce, sources: desk.sources });
  const headers = { ...declared, "X-Request-Id": call.id };
  const answer = outcome instanceof Response ? toAnswer(outcome, headers) : toJson(outcome, headers);
  desk.served(declaration, call, answer.status, failure);
  return answer;
}

type HeaderRecord = Readonly<Record<string, string>>;

/** The answer is made once, with all its headers: wrapping a finished one costs twice as much. */
function toJson({ status, headers: own, body }: JsonReply<number, unknown>, headers: HeaderRecord): Response {
  const init = { status, headers: { ...headers, "Content-Type": "application/json", ...own } };
  return new Response(JSON.stringify(body), init);
}

/** Answers of fetch, R2 and the cache have headers that cannot be changed, and say themselves how long they keep. */
function toAnswer(response: Response, declared: HeaderRecord): Response {
  const answer = new Response(response.body, response);
  for (const name in declared) {
    if (name !== "Cache-Control" || !answer.headers.has(name)) answer.headers.set(name, declared[name]!);
  }
  return answer;
}

/** A name given twice is a list, so that a schema for one value refuses it instead of taking the last. */
function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return query;
}
