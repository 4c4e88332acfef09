import { defineProblem, type Problem } from "./problem.ts";

export const wrongLength = defineProblem({
  id: "body-wrong-length",
  status: 400,
  title: { ko: "보낸 내용의 길이가 알린 것과 다릅니다", en: "The body is not as long as announced" },
  meaning: {
    ko: "전송이 중간에 끊겼거나, 알린 길이와 실제 길이가 다릅니다. 처음부터 다시 보내 주세요.",
    en: "The transfer broke off, or the length that was announced is not the real one. Please send it again.",
  },
});

/**
 * Hands a stream to `send` as one that knows its length in bytes, as `fetch` and R2 want it, holding no more than two
 * chunks of it. When it ends early or goes on, `send` fails and the problem is `body-wrong-length`.
 */
export async function sendExactly<T>(
  body: ReadableStream<Uint8Array>,
  length: number,
  send: (body: ReadableStream<Uint8Array>) => Promise<T>,
): Promise<T> {
  const { readable, writable } = new FixedLengthStream(length);
  const checked = checkLength(length);
  const [, sent] = await Promise.allSettled([
    body.pipeThrough(checked.stream).pipeTo(writable),
    send(readable),
  ]);
  if (checked.problem) throw checked.problem;
  if (sent.status === "rejected") throw sent.reason;
  return sent.value;
}

/** Keeps the last chunk back until it is known to be the last, so that the receiver never has `length` bytes too soon. */
function checkLength(length: number): {
  stream: TransformStream<Uint8Array, Uint8Array>;
  problem: Problem | undefined;
} {
  let seen = 0;
  let held: Uint8Array | undefined;
  const checked = {
    problem: undefined as Problem | undefined,
    stream: new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seen += chunk.byteLength;
        if (seen > length) throw fail();
        if (held) controller.enqueue(held);
        held = chunk;
      },
      flush(controller) {
        if (seen !== length) throw fail();
        if (held) controller.enqueue(held);
      },
    }),
  };
  const fail = () => {
    checked.problem = wrongLength({ cause: { announced: length, seen } });
    return checked.problem;
  };
  return checked;
}
