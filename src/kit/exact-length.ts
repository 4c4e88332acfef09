import { inTime } from "./deadline.ts";
import { defineProblem } from "./problem.ts";
import { vendorUnavailable } from "./vendor-problem.ts";

export const wrongLength = defineProblem({
  id: "body-wrong-length",
  status: 400,
  title: { ko: "보낸 내용의 길이가 알린 것과 다릅니다", en: "The body is not as long as announced" },
  meaning: {
    ko: "전송이 중간에 끊겼거나, 알린 길이와 실제 길이가 다릅니다. 처음부터 다시 보내 주세요.",
    en: "The transfer broke off, or the length that was announced is not the real one. Please send it again.",
  },
});

/** Milliseconds that the receiver may take over a chunk, and over its answer to the last one. */
const RECEIVER_PATIENCE = 8_000;

/**
 * Hands a stream to `send` as one that knows its length in bytes, as `fetch` and R2 want it, holding no more than two
 * chunks of it. When it ends early, breaks off or goes on, `send` fails and the problem is `body-wrong-length`. A
 * receiver that takes nothing for eight seconds is unavailable.
 */
export async function sendExactly<T>(
  body: ReadableStream<Uint8Array>,
  length: number,
  send: (body: ReadableStream<Uint8Array>) => Promise<T>,
): Promise<T> {
  const { readable, writable } = new FixedLengthStream(length);
  const sending = send(readable);
  const [passed] = await Promise.allSettled([pass(exactly(body, length), writable.getWriter())]);
  // A receiver that hangs is not waited for; should it fail one day, nobody needs to hear it.
  const outcome = received(sending);
  // What the sender did wrong goes before what `send` makes of it.
  if (passed.status === "rejected" && wrongLength.matches(passed.reason)) {
    await outcome.catch(() => {});
    throw passed.reason;
  }
  return outcome;
}

function received<T>(work: Promise<T>): Promise<T> {
  return inTime(work, RECEIVER_PATIENCE, () => vendorUnavailable({ cause: "The receiver takes no bytes." }));
}

/** Keeps the last chunk back until it is known to be the last, so that the receiver never has `length` bytes too soon. */
async function* exactly(body: ReadableStream<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  let held: Uint8Array | undefined;
  try {
    for await (const chunk of body) {
      seen += chunk.byteLength;
      if (seen > length) break;
      if (held) yield held;
      held = chunk;
    }
  } catch {
    // The sender has gone, and the count tells.
  }
  if (seen !== length) throw wrongLength({ cause: { announced: length, seen } });
  if (held) yield held;
}

async function pass(
  chunks: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  try {
    for await (const chunk of chunks) await received(writer.write(chunk));
    await received(writer.close());
  } catch (error) {
    await received(writer.abort(error)).catch(() => {});
    throw error;
  }
}
