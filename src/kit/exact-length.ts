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
const RECEIVER_PATIENCE = 7_000;

/**
 * Hands a stream to `send` as one that knows its length in bytes, as `fetch` and R2 want it, holding no more than two
 * chunks of it. When it ends early, breaks off or goes on, `send` fails and the problem is `body-wrong-length`. A
 * receiver that takes nothing for seven seconds is unavailable.
 */
export async function sendExactly<T>(
  body: ReadableStream<Uint8Array>,
  length: number,
  send: (body: ReadableStream<Uint8Array>) => Promise<T>,
): Promise<T> {
  const { readable, writable } = new FixedLengthStream(length);
  const writer = writable.getWriter();
  const count = { seen: 0, announced: length };
  const sending = send(readable);
  const passing = pass(exactly(body, count), writer);
  for (const half of [sending, passing]) half.catch(() => {});
  try {
    // A receiver that fails may leave the stream unread, and one that hangs does.
    await Promise.race([passing, sending]);
    await passing;
    return await received(sending);
  } catch (error) {
    writer.abort(error).catch(() => {});
    // What the sender did wrong goes before what the receiver makes of it.
    throw isOver(count) ? wrongLength({ cause: count }) : error;
  }
}

interface Count {
  seen: number;
  announced: number;
  /** The sender has said, or shown, that there is no more to come. */
  ended?: true;
}

const isOver = ({ seen, announced, ended }: Count) => seen > announced || (ended && seen !== announced);

function received<T>(work: Promise<T>): Promise<T> {
  return inTime(work, RECEIVER_PATIENCE, () => vendorUnavailable({ cause: "The receiver takes no bytes." }));
}

/** Keeps the last chunk back until it is known to be the last, so that the receiver never has all bytes too soon. */
async function* exactly(body: ReadableStream<Uint8Array>, count: Count): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined;
  try {
    for await (const chunk of body) {
      count.seen += chunk.byteLength;
      if (isOver(count)) break;
      if (held) yield held;
      held = chunk;
    }
  } catch {
    // The sender has gone, and the count tells.
  }
  count.ended = true;
  if (isOver(count)) throw wrongLength({ cause: count });
  if (held) yield held;
}

async function pass(
  chunks: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  for await (const chunk of chunks) await received(writer.write(chunk));
  await received(writer.close());
}
