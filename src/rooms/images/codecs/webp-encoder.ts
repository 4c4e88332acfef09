import createModule from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import compiled from "@jsquash/webp/codec/enc/webp_enc_simd.wasm";
import { defaultOptions } from "@jsquash/webp/meta.js";
import type { Pixels } from "../pixels.ts";
import type { Codec } from "./codec.ts";
import { type EmscriptenFactory, startEmscripten } from "./emscripten.ts";

/** Above so many pixels the encoder goes without its token buffer: half the memory for 1.4 times the time. */
const SPARING_FROM = 1.5e6;

interface WebpModule {
  encode(
    rgba: Uint8ClampedArray,
    width: number,
    height: number,
    options: typeof defaultOptions,
  ): Uint8Array<ArrayBuffer> | null;
}

export interface WebpEncoder extends Codec {
  /** Lossy WebP; `quality` from 1 to 100. The file holds pixels and nothing else. */
  encode(pixels: Pixels, quality: number): Uint8Array<ArrayBuffer>;
}

/** libwebp's encoder as Squoosh builds it, with SIMD, which all Workers have. */
export async function createWebpEncoder(): Promise<WebpEncoder> {
  const { module, memory } = await startEmscripten(createModule as EmscriptenFactory<WebpModule>, compiled);
  return {
    memoryBytes: () => memory.buffer.byteLength,
    encode({ rgba, width, height }, quality) {
      const low_memory = width * height > SPARING_FROM ? 1 : 0;
      const webp = module.encode(rgba, width, height, { ...defaultOptions, quality, low_memory });
      if (!webp) throw new Error(`libwebp could not encode ${width}x${height}`);
      return webp;
    },
  };
}
