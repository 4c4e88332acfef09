// Distances of lossless WebP that mean a pixel nearby (RFC 9649, section 3.6.2.2.1).

const NEAR: i32 = 120;
/** No row further up than this, and no column further left. */
const ROWS: i32 = 7;
const COLUMNS: i32 = 8;

/** i8[120][2]: columns to the left and rows up, from the nearest on. */
const PIXELS: usize = memory.data(2 * 120);

/** Lays the table out: by distance, then by column, left before right, of those pixels that come earlier. */
export function findNearPixels(): void {
  let at = PIXELS;
  for (let square = 1; square <= COLUMNS * COLUMNS + ROWS * ROWS; square++)
    for (let column = 0; column <= COLUMNS; column++)
      for (let row = 0; row <= ROWS; row++) {
        if (column * column + row * row != square) continue;
        store<i8>(at, <i8>column);
        store<i8>(at, <i8>row, 1);
        at += 2;
        if (column == 0 || column == COLUMNS || row == 0) continue;
        store<i8>(at, <i8>-column);
        store<i8>(at, <i8>row, 1);
        at += 2;
      }
}

/** How many pixels back a distance code means, in a picture that is `width` wide. */
@inline export function pixelsBack(code: i32, width: i32): i32 {
  if (code > NEAR) return code - NEAR;
  const pixel = PIXELS + ((code - 1) << 1);
  return max(<i32>load<i8>(pixel) + <i32>load<i8>(pixel, 1) * width, 1);
}
