import type { Batch } from "./schema.ts";

/** Milliseconds between two looks. */
const LOOK = 2_000;
/** Looks of one stream: each costs a call or two of an invocation's fifty. Whoever still listens connects anew. */
const LOOKS = 20;
/** Looks that find nothing new, after which there is a sign of life. */
const SILENT = 7;

/**
 * How a batch gets on, as Server-Sent Events: a `progress` with the batch at once and whenever something has changed, until
 * it is over. `done` resolves when nobody listens any more.
 */
export function streamProgress(
  look: () => Promise<Batch>,
  sleep: (milliseconds: number) => Promise<void> = pause,
): { body: ReadableStream<Uint8Array>; done: Promise<void> } {
  // All of a stream fits: whoever reads slowly keeps nobody waiting.
  const room = { highWaterMark: LOOKS + 2 };
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({}, room, room);
  const writer = writable.getWriter();
  // Fails once the listener has gone away.
  const send = (text: string) => writer.write(new TextEncoder().encode(text));

  async function tell(): Promise<void> {
    await send(`retry: ${LOOK}\n\n`);
    let last = "";
    for (let looks = 0, silent = 0; looks < LOOKS; looks++, silent++) {
      if (looks > 0) await sleep(LOOK);
      const batch = await look();
      const text = JSON.stringify(batch);
      if (text !== last) await send(`event: progress\ndata: ${text}\n\n`);
      else if (silent % SILENT === 0) await send(": still here\n\n");
      if (text !== last) silent = 0;
      last = text;
      if (batch.state === "complete" || batch.state === "cancelled") break;
    }
    await writer.close();
  }

  const done = tell().catch((error) => writer.abort(error).catch(() => {}));
  return { body: readable, done };
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
