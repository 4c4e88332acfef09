// Lays columns of samples on their side, so that upright edges are filtered as level ones are.

/**
 * Turns four columns of 16 rows, eight from `upper` and eight from `lower` on, into four rows of 16 at `to`.
 */
export function layColumns(upper: usize, lower: usize, stride: usize, to: usize): void {
  const a = fourRows(upper, stride);
  const b = fourRows(upper + 4 * stride, stride);
  const c = fourRows(lower, stride);
  const d = fourRows(lower + 4 * stride, stride);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const abRest = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const cdRest = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(to, i64x2.shuffle(ab, cd, 1, 3), 16);
  v128.store(to, i64x2.shuffle(abRest, cdRest, 0, 2), 32);
  v128.store(to, i64x2.shuffle(abRest, cdRest, 1, 3), 48);
}

/** The way back. */
export function standColumns(from: usize, upper: usize, lower: usize, stride: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from, 16);
  const r2 = v128.load(from, 32);
  const r3 = v128.load(from, 48);
  const ab = i64x2.shuffle(r0, r1, 0, 2);
  const cd = i64x2.shuffle(r0, r1, 1, 3);
  const abRest = i64x2.shuffle(r2, r3, 0, 2);
  const cdRest = i64x2.shuffle(r2, r3, 1, 3);
  storeFourRows(i32x4.shuffle(ab, abRest, 0, 2, 4, 6), upper, stride);
  storeFourRows(i32x4.shuffle(ab, abRest, 1, 3, 5, 7), upper + 4 * stride, stride);
  storeFourRows(i32x4.shuffle(cd, cdRest, 0, 2, 4, 6), lower, stride);
  storeFourRows(i32x4.shuffle(cd, cdRest, 1, 3, 5, 7), lower + 4 * stride, stride);
}

/** 4x4 samples, column by column. */
@inline function fourRows(at: usize, stride: usize): v128 {
  let rows = v128.load32_zero(at);
  rows = v128.load32_lane(at + stride, rows, 1);
  rows = v128.load32_lane(at + 2 * stride, rows, 2);
  rows = v128.load32_lane(at + 3 * stride, rows, 3);
  return turn(rows);
}

@inline function storeFourRows(columns: v128, at: usize, stride: usize): void {
  const rows = turn(columns);
  v128.store32_lane(at, rows, 0);
  v128.store32_lane(at + stride, rows, 1);
  v128.store32_lane(at + 2 * stride, rows, 2);
  v128.store32_lane(at + 3 * stride, rows, 3);
}

@inline function turn(block: v128): v128 {
  return i8x16.shuffle(block, block, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}
