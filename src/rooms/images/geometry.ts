import type { Rendition } from "./driver.ts";

export interface Size {
  width: number;
  height: number;
}

/**
 * Where the pixels of one side come from: pixel `i` of `count` covers `step` source pixels from `start + i * step` on.
 * Positions are edges, not centres, and may be fractions.
 */
export interface Sampling {
  start: number;
  step: number;
  count: number;
}

/** How both sides of a picture are sampled. */
export interface Layout {
  horizontal: Sampling;
  vertical: Sampling;
}

/**
 * How sharp lays a picture out (`ResolveShrink` and `CalculateCrop` in its common.cc, without enlargement): both sides
 * shrink by the same factor, the scaled picture is rounded to whole pixels around its centre, and the crop takes the
 * middle of that, an odd pixel from the far side.
 */
export function layOut(source: Size, rendition: Rendition): Layout {
  const shrink = Math.max(1, shrinkFactor(source, rendition));
  const crops = rendition.fit === "cover";
  return {
    horizontal: sample(source.width, shrink, crops ? rendition.width : undefined),
    vertical: sample(source.height, shrink, crops ? rendition.height : undefined),
  };
}

function shrinkFactor(source: Size, { width, height, fit }: Rendition): number {
  const horizontal = source.width / width;
  if (height === undefined) return horizontal;
  const vertical = source.height / height;
  return fit === "cover" ? Math.min(horizontal, vertical) : Math.max(horizontal, vertical);
}

function sample(length: number, shrink: number, crop = Number.POSITIVE_INFINITY): Sampling {
  // A side that would vanish keeps one pixel and shrinks by less than the other.
  const step = Math.min(shrink, length);
  const scaled = Math.max(1, Math.round(length / step));
  const count = Math.min(scaled, crop);
  const outside = (length / step - scaled) / 2;
  return { start: (outside + Math.floor((scaled - count + 1) / 2)) * step, step, count };
}

/** The same stretch seen from the other end of a side of `length` pixels. */
export function reversed({ start, step, count }: Sampling, length: number): Sampling {
  return { start: length - start - count * step, step, count };
}

/** The same stretch in a picture that was decoded at `scale` times its size. */
export function scaled({ start, step, count }: Sampling, scale: number): Sampling {
  return { start: start * scale, step: step * scale, count };
}

/** The same wish for a smaller picture. */
export function scaleRendition(rendition: Rendition, scale: number): Rendition {
  const width = Math.round(rendition.width * scale);
  if (rendition.height === undefined) return { ...rendition, width };
  return { ...rendition, width, height: Math.round(rendition.height * scale) };
}
