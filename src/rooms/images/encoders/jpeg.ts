import createModule from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import compiled from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { defaultOptions } from "@jsquash/jpeg/meta.js";
import { type EmscriptenFactory, startEmscripten } from "../codecs/emscripten.ts";
import type { Encoder, Pixels } from "./encoder.ts";

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

function onWhite({ data, opaque }: Pixels): Uint8Array {
  if (opaque) return data;
  const laid = data.slice();
  for (let at = 0; at < laid.length; at += 4) {
    const alpha = laid[at + 3]!;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      laid[channel] = Math.round((laid[channel]! * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return laid;
}
