import type { Pixels } from "../engine/engine.ts";

/** As many as a palette has. */
const MOST_COLOURS = 256;

/** Whether a picture is drawn rather than photographed: 256 colours at most, whatever its size. */
export function hasFewColours({ data }: Pixels): boolean {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
  const colours = new Set<number>();
  let last = -1;
  for (const pixel of pixels) {
    if (pixel === last) continue;
    last = pixel;
    colours.add(pixel);
    if (colours.size > MOST_COLOURS) return false;
  }
  return true;
}
