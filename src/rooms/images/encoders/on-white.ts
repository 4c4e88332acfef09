import type { Pixels } from "../engine/engine.ts";

/** The same pixels with white behind what lets through, for what knows no alpha; the very ones where nothing does. */
export function onWhite({ data, opaque }: Pixels): Uint8Array {
  if (opaque) return data;
  const laid = data.slice();
  for (let at = 0; at < laid.length; at += 4) {
    const alpha = laid[at + 3]!;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      laid[channel] = Math.round((laid[channel]! * alpha + 255 * (255 - alpha)) / 255);
    }
    laid[at + 3] = 255;
  }
  return laid;
}
