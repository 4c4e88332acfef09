/** How far one picture lies to the right of and below another, in pixels. */
export interface Shift {
  x: number;
  y: number;
}

/**
 * The shift that explains most of the difference between two planes (Lucas and Kanade, "An Iterative Image Registration
 * Technique", 1981, one step). Blur, noise and brightness do not look like one, so hundredths of a pixel show.
 */
export function shiftOf(plane: Float32Array, reference: Float32Array, width: number): Shift {
  let [xx, xy, yy, xd, yd] = [0, 0, 0, 0, 0];
  for (let at = width; at < plane.length - width; at++) {
    if (at % width === 0 || at % width === width - 1) continue;
    const across = (reference[at + 1]! - reference[at - 1]!) / 2;
    const down = (reference[at + width]! - reference[at - width]!) / 2;
    const difference = reference[at]! - plane[at]!;
    xx += across * across;
    xy += across * down;
    yy += down * down;
    xd += across * difference;
    yd += down * difference;
  }
  const determinant = xx * yy - xy * xy;
  return { x: (yy * xd - xy * yd) / determinant, y: (xx * yd - xy * xd) / determinant };
}
