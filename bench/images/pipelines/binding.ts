import "./memories.ts";
import { serve } from "./serve.ts";

/** Cloudflare's Images binding, which is metered there; Miniflare's is sharp in the process beside. */
export default serve<{ IMAGES: ImagesBinding }>(async ({ width, height }, body, { IMAGES }) => {
  const sides =
    height === undefined ? { width, fit: "scale-down" as const } : { width, height, fit: "cover" as const };
  const output = await IMAGES.input(body).transform(sides).output({ format: "image/webp", quality: 80 });
  const webp = await output.response().bytes();
  return { webp, buffers: webp.length };
});
