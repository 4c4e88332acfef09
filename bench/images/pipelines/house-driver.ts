import type { ImageDriver } from "../../../src/rooms/images/driver.ts";
import { methodFor } from "../../../src/rooms/images/encoders/webp.ts";
import { serve } from "./serve.ts";

interface Memory {
  /** What it holds in JavaScript of a file of `size` bytes and a result of so many pixels, but for the WebP. */
  buffers(size: number, pixels: number): number;
  decoder?(): number;
}

/** One of the house's drivers, behind the port through which the house speaks to it. */
export function serveDriver(driver: ImageDriver, { buffers, decoder }: Memory) {
  return serve(async ({ type, size, width, height }, body) => {
    const wish =
      height === undefined ? { width, fit: "inside" as const } : { width, height, fit: "cover" as const };
    const picture = await driver.render({ type, size, body }, { ...wish, type: "image/webp", quality: 80 });
    const pixels = picture.width * picture.height;
    return {
      webp: picture.body,
      method: methodFor(pixels),
      buffers: buffers(size, pixels) + picture.body.length,
      ...(decoder && { decoder: decoder() }),
    };
  });
}
