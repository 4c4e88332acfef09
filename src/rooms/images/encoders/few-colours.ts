import type { Pixels } from "../engine/engine.ts";

/** As many as a palette has. */
const MOST_COLOURS = 256;
/** In a picture so small that it cannot have more colours than that, few are fewer. */
const PIXELS_A_COLOUR = 16;

/** Whether a picture is drawn rather than photographed. */
export function hasFewColours({ data }: Pixels): boolean {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
  const most = Math.min(MOST_COLOURS, pixels.length / PIXELS_A_COLOUR);
  const colours = new Set<number>();
  let last = -1;
  for (const pixel of pixels) {
    if (pixel === last) continue;
    last = pixel;
    colours.add(pixel);
    if (colours.size > most) return false;
  }
  return true;
}
