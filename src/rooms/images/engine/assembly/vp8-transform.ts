// Inverse transforms (RFC 6386, section 14), exact to the bit. Coefficients: i16[4][4].

export const BLOCK_BYTES: usize = 32;

const SIN: i32 = 35468; // sqrt(2) sin(pi / 8), of 65536
const COS: i32 = 20091; // sqrt(2) cos(pi / 8) - 1

@inline function timesSin(x: v128): v128 { return i32x4.shr_s(i32x4.mul(x, i32x4.splat(SIN)), 16); }
@inline function timesCos(x: v128): v128 { return i32x4.add(x, i32x4.shr_s(i32x4.mul(x, i32x4.splat(COS)), 16)); }
/** The first half of columns 0 to 3 from the rows a, b, c, d: a0 c0 a1 c1 ... */
@inline function low(a: v128, b: v128): v128 { return i32x4.shuffle(a, b, 0, 4, 1, 5); }
@inline function high(a: v128, b: v128): v128 { return i32x4.shuffle(a, b, 2, 6, 3, 7); }

/** Adds what the coefficients stand for to the 4x4 samples at `to` (section 14.3), and leaves zeros in their place. */
export function addBlock(coefficients: usize, to: usize, stride: usize): void {
  let r0 = v128.load16x4_s(coefficients);
  let r1 = v128.load16x4_s(coefficients, 8);
  let r2 = v128.load16x4_s(coefficients, 16);
  let r3 = v128.load16x4_s(coefficients, 24);
  clear(coefficients);

  let even = i32x4.add(r0, r2);
  let evenDifference = i32x4.sub(r0, r2);
  let oddDifference = i32x4.sub(timesSin(r1), timesCos(r3));
  let odd = i32x4.add(timesCos(r1), timesSin(r3));
  r0 = i32x4.add(even, odd);
  r1 = i32x4.add(evenDifference, oddDifference);
  r2 = i32x4.sub(evenDifference, oddDifference);
  r3 = i32x4.sub(even, odd);

  let c0 = low(low(r0, r2), low(r1, r3));
  let c1 = high(low(r0, r2), low(r1, r3));
  let c2 = low(high(r0, r2), high(r1, r3));
  let c3 = high(high(r0, r2), high(r1, r3));
  c0 = i32x4.add(c0, i32x4.splat(4));
  even = i32x4.add(c0, c2);
  evenDifference = i32x4.sub(c0, c2);
  oddDifference = i32x4.sub(timesSin(c1), timesCos(c3));
  odd = i32x4.add(timesCos(c1), timesSin(c3));
  c0 = i32x4.shr_s(i32x4.add(even, odd), 3);
  c1 = i32x4.shr_s(i32x4.add(evenDifference, oddDifference), 3);
  c2 = i32x4.shr_s(i32x4.sub(evenDifference, oddDifference), 3);
  c3 = i32x4.shr_s(i32x4.sub(even, odd), 3);

  const left = i16x8.narrow_i32x4_s(low(low(c0, c2), low(c1, c3)), high(low(c0, c2), low(c1, c3)));
  const right = i16x8.narrow_i32x4_s(low(high(c0, c2), high(c1, c3)), high(high(c0, c2), high(c1, c3)));
  addRows(left, to, stride);
  addRows(right, to + 2 * stride, stride);
}

/** As `addBlock` for a block that has a DC coefficient at most. */
export function addDc(coefficients: usize, to: usize, stride: usize): void {
  const change = i16x8.splat(<i16>((<i32>load<i16>(coefficients) + 4) >> 3));
  store<i16>(coefficients, 0);
  addRows(change, to, stride);
  addRows(change, to + 2 * stride, stride);
}

/** Adds 2x4 differences to two rows of four samples. */
@inline function addRows(differences: v128, to: usize, stride: usize): void {
  const samples = v128.load32_lane(to + stride, v128.load32_zero(to), 1);
  const sums = i16x8.add_sat_s(i16x8.extend_low_i8x16_u(samples), differences);
  const clamped = i8x16.narrow_i16x8_u(sums, sums);
  v128.store32_lane(to, clamped, 0);
  v128.store32_lane(to + stride, clamped, 1);
}

@inline function clear(coefficients: usize): void {
  v128.store(coefficients, i64x2.splat(0));
  v128.store(coefficients, i64x2.splat(0), 16);
}

/** Spreads the block of DC coefficients over the 16 blocks from `to` on (section 14.3: Walsh-Hadamard), and leaves zeros. */
export function spreadDc(coefficients: usize, to: usize): void {
  const r0 = v128.load16x4_s(coefficients);
  const r1 = v128.load16x4_s(coefficients, 8);
  const r2 = v128.load16x4_s(coefficients, 16);
  const r3 = v128.load16x4_s(coefficients, 24);
  clear(coefficients);
  const a = i32x4.add(r0, r3);
  const b = i32x4.add(r1, r2);
  const c = i32x4.sub(r1, r2);
  const d = i32x4.sub(r0, r3);
  spreadRow(i32x4.add(a, b), to);
  spreadRow(i32x4.add(c, d), to + 4 * BLOCK_BYTES);
  spreadRow(i32x4.sub(a, b), to + 8 * BLOCK_BYTES);
  spreadRow(i32x4.sub(d, c), to + 12 * BLOCK_BYTES);
}

function spreadRow(row: v128, to: usize): void {
  const r0 = i32x4.extract_lane(row, 0);
  const r1 = i32x4.extract_lane(row, 1);
  const r2 = i32x4.extract_lane(row, 2);
  const r3 = i32x4.extract_lane(row, 3);
  const a = r0 + r3 + 3;
  const b = r1 + r2;
  const c = r1 - r2;
  const d = r0 - r3 + 3;
  store<i16>(to, <i16>((a + b) >> 3));
  store<i16>(to, <i16>((c + d) >> 3), 1 * 32);
  store<i16>(to, <i16>((a - b) >> 3), 2 * 32);
  store<i16>(to, <i16>((d - c) >> 3), 3 * 32);
}
