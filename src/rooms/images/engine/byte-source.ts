/** Bytes that are asked for at once. */
const PIECE = 64 << 10;

/** A stream whose bytes are taken in turn. */
export interface Source {
  /** A piece, which holds until the next one is asked for. */
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

/**
 * Of a body or an R2 object a Worker's ordinary reader gets 4 KiB at a time, and a 12-megapixel JPEG then spends more time
 * on a thousand promises than on its pixels. Such streams fill one buffer over and over instead; others are read as they are.
 */
export function openSource(body: ReadableStream<Uint8Array>): Source {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: "byob" });
  } catch {
    return body.getReader();
  }
  let buffer = new ArrayBuffer(PIECE);
  return {
    async read() {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (value) buffer = value.buffer as ArrayBuffer;
      return { done, value };
    },
    cancel: (reason) => reader.cancel(reason),
  };
}
