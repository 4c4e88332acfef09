import createModule from "@jsquash/webp/codec/dec/webp_dec.js";
import compiled from "@jsquash/webp/codec/dec/webp_dec.wasm";
import { type Codec, UndecodableError } from "../../../src/rooms/images/codecs/codec.ts";
import { type EmscriptenFactory, startEmscripten } from "../../../src/rooms/images/codecs/emscripten.ts";
import type { Raster } from "../../../src/rooms/images/pixels.ts";

interface WebpModule {
  decode(webp: Uint8Array): { data: Uint8ClampedArray; width: number; height: number } | null;
}

export interface WebpDecoder extends Codec {
  /** Decodes to RGBA. Throws on a damaged or animated file. */
  decode(webp: Uint8Array): Raster;
}

/** libwebp's decoder as Squoosh builds it. */
export async function createWebpDecoder(): Promise<WebpDecoder> {
  const { module, memory } = await startEmscripten(createModule as EmscriptenFactory<WebpModule>, compiled);
  return {
    memoryBytes: () => memory.buffer.byteLength,
    decode(webp) {
      const picture = module.decode(webp);
      if (!picture) throw new UndecodableError("libwebp could not decode it");
      const { width, height, data } = picture;
      return {
        width,
        height,
        channels: 4,
        data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      };
    },
  };
}
