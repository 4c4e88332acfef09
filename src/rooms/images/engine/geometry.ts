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

/** The size that is wanted, in pixels. Nothing is ever enlarged: a smaller picture stays as it is. */
export interface Wish {
  width: number;
  /** Left out, it follows from the width. */
  height?: number;
  /** `cover` fills both sides and crops what is left over; `inside` keeps the whole picture. */
  fit: "cover" | "inside";
  /** What a crop is laid around, as parts (0 to 1) of the upright picture's sides. The middle, when left out. */
  focus?: { x: number; y: number };
  /** Of the result. With `inside`, what would have more is made smaller. */
  mostPixels?: number;
}

/** Sizes often come from an address, where nothing keeps them from being NaN. @throws `RangeError` */
export function checkWish({ width, height, focus, mostPixels }: Wish): void {
  for (const [name, side] of Object.entries({ width, height: height ?? 1 }))
    if (!Number.isSafeInteger(side) || side < 1)
      throw new RangeError(`${name} has to be a whole number of pixels, and is ${side}`);
  for (const [name, part] of Object.entries({ x: 0, y: 0, ...focus }))
    if (!(part >= 0 && part <= 1))
      throw new RangeError(`focus.${name} has to be from 0 to 1, and is ${part}`);
  if (mostPixels !== undefined && !(mostPixels >= 1))
    throw new RangeError(`mostPixels has to be 1 or more, and is ${mostPixels}`);
}

/** How both sides of a picture are sampled. */
export interface Layout {
  horizontal: Sampling;
  vertical: Sampling;
}

/**
 * How sharp lays a picture out (`ResolveShrink` and `CalculateCrop` in its common.cc, without enlargement): both sides
 * shrink by the same factor, the scaled picture is rounded to whole pixels around its centre, and the crop takes the
 * middle of that, an odd pixel from the far side; or, with a focus, as much around it as the picture has.
 */
export function layOut(source: Size, wish: Wish): Layout {
  const shrink = Math.max(1, shrinkFactor(source, wish), leastShrink(source, wish));
  const crops = wish.fit === "cover";
  return {
    horizontal: sample(source.width, shrink, crops ? wish.width : undefined, wish.focus?.x),
    vertical: sample(source.height, shrink, crops ? wish.height : undefined, wish.focus?.y),
  };
}

function shrinkFactor(source: Size, { width, height, fit }: Wish): number {
  const horizontal = source.width / width;
  if (height === undefined) return horizontal;
  const vertical = source.height / height;
  return fit === "cover" ? Math.min(horizontal, vertical) : Math.max(horizontal, vertical);
}

/** What it takes for the result to have no more than the pixels that are allowed. */
function leastShrink({ width, height }: Size, { fit, mostPixels }: Wish): number {
  return fit === "inside" && mostPixels ? Math.sqrt((width * height) / mostPixels) : 1;
}

function sample(length: number, shrink: number, crop = Number.POSITIVE_INFINITY, focus?: number): Sampling {
  // A side that would vanish keeps one pixel and shrinks by less than the other.
  const step = Math.min(shrink, length);
  const scaled = Math.max(1, Math.round(length / step));
  const count = Math.min(scaled, crop);
  const outside = (length / step - scaled) / 2;
  return { start: (outside + cropStart(scaled - count, count, focus)) * step, step, count };
}

/** How many of `spare` pixels are left out before the `count` that stay. */
function cropStart(spare: number, count: number, focus?: number): number {
  if (focus === undefined) return Math.floor((spare + 1) / 2);
  return Math.min(spare, Math.max(0, Math.round(focus * (spare + count) - count / 2)));
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
export function scaleWish<W extends Wish>(wish: W, scale: number): W {
  const width = Math.round(wish.width * scale);
  if (wish.height === undefined) return { ...wish, width };
  return { ...wish, width, height: Math.round(wish.height * scale) };
}
