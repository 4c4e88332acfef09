import type { Connections, Hold } from "./connections.ts";

type Held = { hold: Hold; connections: Connections };
type Source = Pick<Body, "body">;

const wholeReads = ["text", "json", "arrayBuffer", "bytes", "blob", "formData"];

/**
 * Lets an answer keep its connection until its body is read to the end or cancelled. The answer stays the real one, with
 * watched methods of its own: the runtime passes it on as fast as ever. What the runtime reads by itself is not seen.
 */
export function keepUntilRead(answer: unknown, held: Held): void {
  if (!isSource(answer) || answer.body === null) {
    held.connections.release(held.hold);
    return;
  }
  for (const name of wholeReads) watchEnd(answer, name, held);
  watchBody(answer.body, held);
}

function watchBody(body: ReadableStream, held: Held): void {
  held.hold.body = body;
  for (const name of ["cancel", "pipeTo"]) watchEnd(body, name, held);
  watchReader(body, held);
  Object.defineProperty(body, Symbol.asyncIterator, { value: () => pieces(body) });
  Object.defineProperty(body, "values", { value: () => pieces(body) });
}

function isSource(answer: unknown): answer is Source {
  return typeof answer === "object" && answer !== null && "body" in answer;
}

/** The body is done with when what this method answers is there. */
function watchEnd(owner: object, name: string, { hold, connections }: Held): void {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== "function") return;
  const watched = async (...given: unknown[]) => {
    hold.hasReader = true;
    try {
      return await method.apply(owner, given);
    } finally {
      connections.release(hold);
    }
  };
  Object.defineProperty(owner, name, { value: watched, configurable: true });
}

function watchReader(body: ReadableStream, held: Held): void {
  const getReader = body.getReader.bind(body) as (options?: object) => ReadableStreamDefaultReader;
  const watched = (options?: object) => {
    const reader = getReader(options);
    held.hold.hasReader = true;
    watchReads(reader, held);
    watchEnd(reader, "cancel", held);
    return reader;
  };
  Object.defineProperty(body, "getReader", { value: watched });
}

function watchReads(reader: ReadableStreamDefaultReader, { hold, connections }: Held): void {
  const read = reader.read.bind(reader) as (...given: unknown[]) => ReturnType<typeof reader.read>;
  const watched = async (...given: unknown[]) => {
    try {
      const piece = await read(...given);
      hold.touched = Date.now();
      if (piece.done) connections.release(hold);
      return piece;
    } catch (error) {
      connections.release(hold);
      throw error;
    }
  };
  Object.defineProperty(reader, "read", { value: watched });
}

/** As the runtime's own iteration, by way of the watched reader. */
async function* pieces(body: ReadableStream): AsyncGenerator<unknown> {
  const reader = body.getReader();
  let ended = false;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
    ended = true;
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}
