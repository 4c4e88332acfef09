import createModule from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import compiled from "@jsquash/webp/codec/enc/webp_enc_simd.wasm";
import { defaultOptions } from "@jsquash/webp/meta.js";
import { type EmscriptenFactory, startEmscripten } from "../codecs/emscripten.ts";
import type { Encoder } from "./encoder.ts";
import { hasFewColours } from "./few-colours.ts";

/**
 * Above so many pixels libwebp searches less (its method 2 and not 4): at 1280 x 960 that takes 0.4 of the time, for files
 * that are 3 to 9 % larger. Small pictures cost little either way.
 */
const QUICK_FROM = 250_000;
/** Without loss: about the size of more effort, for a third of its time. */
const LOSSLESS = { lossless: 1, method: 2, quality: 25 };

/** How hard libwebp searches, of 0 to 6, in a lossy picture of so many pixels. */
export function methodFor(pixels: number): number {
  return pixels > QUICK_FROM ? 2 : 4;
}

interface WebpModule {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    options: typeof defaultOptions,
  ): Uint8Array<ArrayBuffer> | null;
}

/**
 * WebP by libwebp as Squoosh builds it, with SIMD, which all Workers have. Quality 100 is without loss, and so are logos,
 * drawings and screens of few colours, which come out smaller that way and keep their edges.
 */
export async function createWebpEncoder(): Promise<Encoder> {
  const { module, memory } = await startEmscripten(createModule as EmscriptenFactory<WebpModule>, compiled);
  return {
    memoryBytes: () => memory.buffer.byteLength,
    encode(pixels, { quality }) {
      const { width, height, data } = pixels;
      const lossy = { ...defaultOptions, quality, method: methodFor(width * height) };
      const lossless = quality === 100 || hasFewColours(pixels);
      const webp = module.encode(data, width, height, lossless ? { ...lossy, ...LOSSLESS } : lossy);
      if (!webp) throw new Error(`libwebp could not encode ${width}x${height}`);
      return webp;
    },
  };
}
