import createModule from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import compiled from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { defaultOptions } from "@jsquash/jpeg/meta.js";
import { type EmscriptenFactory, startEmscripten } from "../codecs/emscripten.ts";
import type { Encoder } from "./encoder.ts";
import { onWhite } from "./on-white.ts";

/** Progressive files are 0 to 4 % smaller, and take this encoder twice the time. */
const BASELINE = { ...defaultOptions, progressive: false, baseline: true };

interface JpegModule {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    options: typeof defaultOptions,
  ): Uint8Array<ArrayBuffer>;
}

/** Baseline JPEG by MozJPEG as Squoosh builds it; what is transparent lies on white. */
export async function createJpegEncoder(): Promise<Encoder> {
  const { module, memory } = await startEmscripten(createModule as EmscriptenFactory<JpegModule>, compiled);
  return {
    memoryBytes: () => memory.buffer.byteLength,
    encode: (pixels, { quality }) =>
      module.encode(onWhite(pixels), pixels.width, pixels.height, { ...BASELINE, quality }),
  };
}
