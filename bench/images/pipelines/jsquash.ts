import "./memories.ts";
import mozjpeg from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm";
import decodeJpeg, { init as initJpeg } from "@jsquash/jpeg/decode.js";
// @ts-expect-error: the package declares what an instance exports; a Worker imports the compiled module.
import squooshPng from "@jsquash/png/codec/pkg/squoosh_png_bg.wasm";
import decodePng, { init as initPng } from "@jsquash/png/decode.js";
import resize, { initResize } from "@jsquash/resize";
// @ts-expect-error: likewise.
import squooshResize from "@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm";
import webpDecoder from "@jsquash/webp/codec/dec/webp_dec.wasm";
import webpEncoder from "@jsquash/webp/codec/enc/webp_enc_simd.wasm";
import decodeWebp, { init as initWebp } from "@jsquash/webp/decode.js";
import encodeWebp, { init as initEncoder } from "@jsquash/webp/encode.js";
import { type Box, boxFor } from "./box.ts";
import { collect, type Job, serve } from "./serve.ts";

const decoders = {
  "image/jpeg": { start: () => initJpeg(mozjpeg), decode: decodeJpeg },
  "image/png": { start: () => initPng(squooshPng), decode: decodePng },
  "image/webp": { start: () => initWebp(webpDecoder), decode: decodeWebp },
};
const ready = new Map<Job["type"], Promise<unknown>>();

/** jSquash as its documentation has it: decode, resize by Lanczos3 in the picture's own gamma, encode. */
export default serve(async (job, body) => {
  if (job.type === "image/gif") throw new Error("no decoder for GIF");
  const { start, decode } = decoders[job.type];
  if (!ready.has(job.type))
    ready.set(job.type, Promise.all([start(), initResize(squooshResize), initEncoder(webpEncoder)]));
  await ready.get(job.type);
  const file = await collect(body);
  const picture = await decode(file.buffer);
  const box = boxFor(picture, job);
  const { width, height } = box;
  // Photographs are opaque: premultiplying would take it twice the memory for nothing.
  const options = { method: "lanczos3", linearRGB: false, premultiply: false } as const;
  const resized = await resize(picture, { width, height, ...options });
  const webp = new Uint8Array(await encodeWebp(cropped(resized, box), { quality: 80 }));
  return { webp, buffers: file.length + picture.data.length + resized.data.length + webp.length };
});

/** What the packages take for an `ImageData`, which Workers lack. */
interface Picture {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

function cropped({ data, width }: Picture, { crop }: Box): Picture {
  const rows = new Uint8ClampedArray(crop.width * crop.height * 4);
  for (let y = 0; y < crop.height; y++) {
    const start = ((crop.top + y) * width + crop.left) * 4;
    rows.set(data.subarray(start, start + crop.width * 4), y * crop.width * 4);
  }
  return { data: rows, width: crop.width, height: crop.height };
}
