import "./memories.ts";
import { crop, PhotonImage, resize, SamplingFilter } from "@cf-wasm/photon/workerd";
import { boxFor } from "./box.ts";
import { collect, serve } from "./serve.ts";

/** Photon as its documentation has it. It writes WebP without loss only, whatever quality is wanted. */
export default serve(async (job, body) => {
  const file = await collect(body);
  const picture = PhotonImage.new_from_byteslice(file);
  const box = boxFor({ width: picture.get_width(), height: picture.get_height() }, job);
  const resized = resize(picture, box.width, box.height, SamplingFilter.Lanczos3);
  const { left, top, width, height } = box.crop;
  const cropped = crop(resized, left, top, left + width, top + height);
  const webp = cropped.get_bytes_webp();
  for (const image of [picture, resized, cropped]) image.free();
  return { webp, buffers: file.length + webp.length };
});
