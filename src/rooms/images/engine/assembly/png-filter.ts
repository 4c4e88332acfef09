// Undoes the filters of PNG's rows (PNG third edition, clause 9). The three that look to the left go pixel by pixel, all
// of a pixel's bytes at once: eight are written, and those too many are overwritten by the next.

/** How far rows are read and written beyond their end. */
export const BEYOND_FILTER: usize = 16;

/** `step`: bytes from a sample to the one that corresponds in the next pixel, 1 at least. False for a filter that is none. */
export function unfilter(filter: u32, from: usize, above: usize, to: usize, bytes: usize, step: usize): bool {
  switch (filter) {
    case 0: memory.copy(to, from, bytes); return true;
    case 1: undoSub(from, to, bytes, step); return true;
    case 2: undoUp(from, above, to, bytes); return true;
    case 3: undoAverage(from, above, to, bytes, step); return true;
    case 4: undoPaeth(from, above, to, bytes, step); return true;
    default: return false;
  }
}

function undoSub(from: usize, to: usize, bytes: usize, step: usize): void {
  let left = i8x16.splat(0);
  for (let end = to + bytes; to < end; to += step, from += step) {
    left = i8x16.add(left, v128.load64_zero(from));
    v128.store64_lane(to, left, 0);
  }
}

function undoUp(from: usize, above: usize, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, i8x16.add(v128.load(from + i), v128.load(above + i)));
}

function undoAverage(from: usize, above: usize, to: usize, bytes: usize, step: usize): void {
  const one = i8x16.splat(1);
  let left = i8x16.splat(0);
  for (let end = to + bytes; to < end; to += step, from += step, above += step) {
    const up = v128.load64_zero(above);
    // The instruction rounds up, the filter down.
    const average = i8x16.sub(i8x16.avgr_u(left, up), v128.and(v128.xor(left, up), one));
    left = i8x16.add(average, v128.load64_zero(from));
    v128.store64_lane(to, left, 0);
  }
}

function undoPaeth(from: usize, above: usize, to: usize, bytes: usize, step: usize): void {
  const byte = i16x8.splat(255);
  let left = i16x8.splat(0);
  let corner = i16x8.splat(0);
  for (let end = to + bytes; to < end; to += step, from += step, above += step) {
    const up = v128.load8x8_u(above);
    const alongUp = i16x8.sub(up, corner);
    const alongLeft = i16x8.sub(left, corner);
    const toLeft = i16x8.abs(alongUp);
    const toUp = i16x8.abs(alongLeft);
    const toCorner = i16x8.abs(i16x8.add(alongUp, alongLeft));
    const nearest = i16x8.min_s(toCorner, i16x8.min_s(toLeft, toUp));
    const upOrCorner = v128.bitselect(up, corner, i16x8.eq(nearest, toUp));
    const predicted = v128.bitselect(left, upOrCorner, i16x8.eq(nearest, toLeft));
    left = v128.and(i16x8.add(predicted, v128.load8x8_u(from)), byte);
    corner = up;
    v128.store64_lane(to, i8x16.narrow_i16x8_u(left, left), 0);
  }
}
