import { ByteReader } from "./byte-reader.ts";
import type { Source } from "./byte-source.ts";
import type { Core } from "./core.ts";
import { checkWish, type Wish } from "./geometry.ts";
import { readGif } from "./gif.ts";
import { readJpeg } from "./jpeg.ts";
import { PictureError, unreadable, unsupported } from "./picture-error.ts";
import { readPng } from "./png.ts";
import { type Pixels, type ReadPicture, Stage } from "./stage.ts";
import { readWebp } from "./webp.ts";

export { openSource, type Source } from "./byte-source.ts";
export type { Wish } from "./geometry.ts";
export { PictureError, type Reason } from "./picture-error.ts";
export type { Pixels } from "./stage.ts";

export type PictureType = "image/jpeg" | "image/png" | "image/webp" | "image/gif";

export interface PictureInput {
  type: PictureType;
  /** A source where whoever calls has a hand in the reading. */
  body: ReadableStream<Uint8Array> | Source;
  /** Bytes that the body has to have, if that is known: one that breaks off is not taken for a file that does. */
  size?: number;
  /** Called for every piece of the body that arrives. What it throws ends the render. */
  progress?: () => void;
}

/** An instance of more than this is not kept for the next picture, which may need less. */
const LARGEST_KEPT = 8 << 20;

const readers: Readonly<Record<PictureType, ReadPicture>> = {
  "image/jpeg": readJpeg,
  "image/png": readPng,
  "image/webp": readWebp,
  "image/gif": readGif,
};

/** Makes small pictures out of large ones, in little memory. */
export interface Engine {
  /**
   * Reads a picture as it arrives and shrinks it: upright, sRGB, never enlarged. The pixels hold until the next call.
   * Renders at the same time get an instance each, so whoever has to watch memory lets one in at a time. The body is
   * read or cancelled in any case.
   * @throws `PictureError`; a `RangeError` for a wish that is none
   */
  render(input: PictureInput, wish: Wish): Promise<Pixels>;
  /** WebAssembly memory of the instance that made the last picture, in bytes. */
  readonly memoryBytes: number;
}

/** `module` is what `assembly/exports.ts` compiles to. Never grows beyond the 64 MiB an instance that the module allows. */
export function createEngine(module: WebAssembly.Module): Engine {
  let idle: Core | null = null;
  let memoryBytes = 0;

  async function render({ type, body, size, progress }: PictureInput, wish: Wish): Promise<Pixels> {
    const bytes = new ByteReader(body, progress, size);
    const core = idle ?? instantiate(module);
    idle = null;
    let sound = false;
    try {
      checkWish(wish);
      const stage = new Stage(core, wish);
      await readerOf(type)(bytes, stage);
      const pixels = stage.finish();
      sound = true;
      return pixels;
    } catch (error) {
      sound = error instanceof PictureError;
      // A trap leaves an instance in no known state: it goes.
      if (error instanceof WebAssembly.RuntimeError)
        throw unreadable("the decoder cannot make sense of the file", { cause: error });
      throw error;
    } finally {
      memoryBytes = core.memory.buffer.byteLength;
      await bytes.cancel().catch(() => {});
      // Not before that has been waited for: whoever comes meanwhile would write over these pixels.
      if (sound && memoryBytes <= LARGEST_KEPT) idle = core;
    }
  }

  return {
    render,
    get memoryBytes() {
      return memoryBytes;
    },
  };
}

/** Types come from headers as well, whatever the compiler has been told. @throws `PictureError` */
function readerOf(type: string): ReadPicture {
  if (!Object.hasOwn(readers, type))
    throw unsupported(`"${type}" is none of ${Object.keys(readers).join(", ")}`);
  return readers[type as PictureType];
}

function instantiate(module: WebAssembly.Module): Core {
  return new WebAssembly.Instance(module, {}).exports as unknown as Core;
}
