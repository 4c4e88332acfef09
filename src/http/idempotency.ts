import { sha256, uuidOf } from "../kit/digest.ts";
import { toHex } from "../kit/encoding.ts";
import type { Call } from "./call.ts";
import { idempotencyKeyReused, idempotencyKeyRunning, malformed } from "./problems.ts";

/** An answer as it is kept for a repeated key. `made` stands instead of a body that must not be kept. */
export interface KeptAnswer {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string | null;
  made: string | null;
}

/** Where keys are kept; the platform's database implements it. */
export interface IdempotencyStore {
  /** Claims the key for a minute, or tells what became of it. */
  begin(
    id: string,
  ): Promise<
    { state: "claimed"; claim: number } | { state: "running" } | { state: "done"; answer: KeptAnswer }
  >;
  finish(id: string, claim: number, answer: KeptAnswer): Promise<void>;
  /** Lets the key be used again, after a failure. */
  release(id: string, claim: number): Promise<void>;
}

/**
 * The name under which a call's key is kept; null without a key. Keys of different callers never meet.
 * @throws `http-malformed` for a key that is empty, longer than 255 characters or not visible ASCII.
 */
export async function idempotencyId(call: Call): Promise<string | null> {
  const key = call.request.headers.get("idempotency-key");
  if (key === null) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const detail = { ko: "보이는 ASCII 문자 1~255자여야 합니다.", en: "1 to 255 visible ASCII characters." };
    throw malformed({ errors: [{ pointer: "/header/idempotency-key", detail }] });
  }
  const caller = call.caller.id ?? `anyone ${call.address}`;
  return sha256([caller, call.request.method, call.url.pathname, call.url.search, key].join("\n"));
}

/**
 * The UUID (RFC 9562, section 5.8) of what a key makes of a body. Of another body, as may come when the key is forgotten, it
 * makes another thing. A streamed body is not known yet and counts as empty.
 */
export async function idOfMade(id: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  return uuidOf(`${id} ${await sha256(body)}`);
}

/**
 * Claims the key: the claim's number, or the kept answer if the same request was answered before.
 * @throws `http-idempotency-key-running`, `http-idempotency-key-reused`
 */
export async function claimKey(
  store: IdempotencyStore,
  id: string,
  fingerprint: () => Promise<string>,
): Promise<KeptAnswer | number> {
  const found = await store.begin(id);
  if (found.state === "claimed") return found.claim;
  if (found.state === "running") throw idempotencyKeyRunning({ headers: { "Retry-After": "2" } });
  if (found.answer.fingerprint !== (await fingerprint())) throw idempotencyKeyReused();
  return found.answer;
}

/** Passes a stream on and knows its SHA-256 (hex) when it has ended. */
export function digesting(stream: ReadableStream<Uint8Array>): {
  stream: ReadableStream<Uint8Array>;
  digest: () => Promise<string>;
} {
  const sink = new crypto.DigestStream("SHA-256");
  const writer = sink.getWriter();
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      // The digest must have read the chunk before the receiver may take its buffer away.
      await writer.write(chunk);
      controller.enqueue(chunk);
    },
    flush: () => writer.close(),
  });
  return { stream: stream.pipeThrough(passing), digest: async () => toHex(await sink.digest) };
}
