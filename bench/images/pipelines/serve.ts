import { memoryBytes } from "./memories.ts";

export interface Job {
  type: "image/jpeg" | "image/png" | "image/webp" | "image/gif";
  /** Bytes of the file. */
  size: number;
  width: number;
  /** With a height both sides are filled and the rest is cropped; without one the whole picture is kept. */
  height?: number;
}

export interface Result {
  webp: Uint8Array;
  /** How hard libwebp searched, of 0 to 6. Left out, it is 4, as sharp has it; or there is no libwebp. */
  method?: number;
  /** Bytes of files and pixels that it held in JavaScript at once. */
  buffers: number;
  /** Bytes of WebAssembly memory before the encoder came, if it keeps decoding and encoding apart. */
  decoder?: number;
}

/** Makes a WebP of quality 80. */
export type Pipeline<Env> = (job: Job, body: ReadableStream<Uint8Array>, env: Env) => Promise<Result>;

/** What the answer's `Figures` header says. */
export interface Figures {
  milliseconds: number;
  /** Bytes of all WebAssembly memories. */
  memory: number;
  buffers: number;
  decoder: number | null;
  method: number;
}

/**
 * A Worker around one pipeline. `PUT` keeps the file in the isolate; `POST` runs the job on the request's body, `GET`
 * on the kept file, as the same kind of stream without any network behind it.
 */
export function serve<Env>(pipeline: Pipeline<Env>): ExportedHandler<Env> {
  let kept: Uint8Array = new Uint8Array(0);
  return {
    async fetch(request, env) {
      if (request.method === "PUT") kept = await request.bytes();
      if (request.method === "PUT") return new Response();
      const job: Job = JSON.parse(new URL(request.url).searchParams.get("job")!);
      try {
        const [{ webp, buffers, decoder = null, method = 4 }, milliseconds] = await timed(() =>
          pipeline(job, request.body ?? new Response(kept as BodyInit).body!, env),
        );
        const figures: Figures = { milliseconds, memory: memoryBytes(), buffers, decoder, method };
        return new Response(webp as BodyInit, { headers: { Figures: JSON.stringify(figures) } });
      } catch (error) {
        return new Response(String(error), { status: 422 });
      }
    },
  };
}

/** A Worker's clock stands still while it computes: only what comes from outside moves it, such as a timer. */
async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  await scheduler.wait(1);
  const begun = Date.now();
  const result = await work();
  await scheduler.wait(0);
  return [result, Date.now() - begun];
}

/** The whole file, for codecs that want it so. */
export function collect(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Response(body).bytes() as Promise<Uint8Array<ArrayBuffer>>;
}
