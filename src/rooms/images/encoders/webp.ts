import createModule from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import compiled from "@jsquash/webp/codec/enc/webp_enc_simd.wasm";
import { defaultOptions } from "@jsquash/webp/meta.js";
import { type EmscriptenFactory, startEmscripten } from "../codecs/emscripten.ts";
import type { Encoder } from "./encoder.ts";

/** Above so many pixels the encoder goes without its token buffer: half the memory for 1.4 times the time. */
const SPARING_FROM = 1.5e6;
/** Without loss: about the size of more effort, for a third of its time. */
const LOSSLESS = { lossless: 1, method: 2, quality: 25 };

interface WebpModule {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    options: typeof defaultOptions,
  ): Uint8Array<ArrayBuffer> | null;
}

/** WebP by libwebp as Squoosh builds it, with SIMD, which all Workers have; of quality 100 without loss. */
export async function createWebpEncoder(): Promise<Encoder> {
  const { module, memory } = await startEmscripten(createModule as EmscriptenFactory<WebpModule>, compiled);
  return {
    memoryBytes: () => memory.buffer.byteLength,
    encode({ width, height, data }, { quality }) {
      const low_memory = width * height > SPARING_FROM ? 1 : 0;
      const lossy = { ...defaultOptions, quality, low_memory };
      const webp = module.encode(data, width, height, quality === 100 ? { ...lossy, ...LOSSLESS } : lossy);
      if (!webp) throw new Error(`libwebp could not encode ${width}x${height}`);
      return webp;
    },
  };
}
