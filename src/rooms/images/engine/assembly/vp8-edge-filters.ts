// Smooths 16 places of an edge at once (RFC 6386, section 15), exact to the bit. Rows lie `stride` bytes apart and the
// edge is above the row `at`: an upright edge is laid on its side before.

@inline function difference(a: v128, b: v128): v128 { return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a)); }
/** All ones where `a` is at most `limit`. */
@inline function within(a: v128, limit: i32): v128 { return i8x16.eq(i8x16.sub_sat_u(a, i8x16.splat(<i8>limit)), i64x2.splat(0)); }
/** Samples to signed numbers around 0, and back. */
@inline function flip(samples: v128): v128 { return v128.xor(samples, i8x16.splat(-128)); }

@inline function isSmallStep(p1: v128, p0: v128, q0: v128, q1: v128, limit: i32): v128 {
  const step = difference(p0, q0);
  return within(i8x16.add_sat_u(i8x16.add_sat_u(step, step), i8x16.shr_u(difference(p1, q1), 1)), limit);
}

/** Three times the step across the edge, on top of `outer`. */
@inline function addStep(outer: v128, p0: v128, q0: v128): v128 {
  const step = i8x16.sub_sat_s(q0, p0);
  return i8x16.add_sat_s(i8x16.add_sat_s(i8x16.add_sat_s(outer, step), step), step);
}

/** An eighth, rounded, and how much of it goes to the far side. */
@inline function nearShare(change: v128): v128 { return i8x16.shr_s(i8x16.add_sat_s(change, i8x16.splat(4)), 3); }
@inline function farShare(change: v128): v128 { return i8x16.shr_s(i8x16.add_sat_s(change, i8x16.splat(3)), 3); }

/** Section 15.2. */
export function filterSimply(at: usize, stride: usize, limit: i32): void {
  let p1 = v128.load(at - 2 * stride);
  let p0 = v128.load(at - stride);
  let q0 = v128.load(at);
  let q1 = v128.load(at + stride);
  const small = isSmallStep(p1, p0, q0, q1, limit);
  p0 = flip(p0);
  q0 = flip(q0);
  const change = v128.and(addStep(i8x16.sub_sat_s(flip(p1), flip(q1)), p0, q0), small);
  v128.store(at - stride, flip(i8x16.add_sat_s(p0, farShare(change))));
  v128.store(at, flip(i8x16.sub_sat_s(q0, nearShare(change))));
}

/** Section 15.3: an edge between macroblocks when `outer`, otherwise between sub-blocks. */
export function filterEdge(at: usize, stride: usize, limit: i32, interior: i32, detail: i32, outer: bool): void {
  const p3 = v128.load(at - 4 * stride);
  let p2 = v128.load(at - 3 * stride);
  let p1 = v128.load(at - 2 * stride);
  let p0 = v128.load(at - stride);
  let q0 = v128.load(at);
  let q1 = v128.load(at + stride);
  let q2 = v128.load(at + 2 * stride);
  const q3 = v128.load(at + 3 * stride);

  const close = i8x16.max_u(difference(p1, p0), difference(q1, q0));
  const far = i8x16.max_u(
    i8x16.max_u(difference(p3, p2), difference(p2, p1)),
    i8x16.max_u(difference(q3, q2), difference(q2, q1)),
  );
  const filtered = v128.and(isSmallStep(p1, p0, q0, q1, limit), within(i8x16.max_u(close, far), interior));
  if (!v128.any_true(filtered)) return;
  const plain = within(close, detail);

  p1 = flip(p1);
  p0 = flip(p0);
  q0 = flip(q0);
  q1 = flip(q1);
  const tails = i8x16.sub_sat_s(p1, q1);
  if (outer) {
    const change = v128.and(addStep(tails, p0, q0), filtered);
    const atDetail = v128.andnot(change, plain);
    p0 = i8x16.add_sat_s(p0, farShare(atDetail));
    q0 = i8x16.sub_sat_s(q0, nearShare(atDetail));
    // 27, 18 and 9 parts of 128 elsewhere
    const spread = v128.and(change, plain);
    const low = i16x8.mul(i16x8.extend_low_i8x16_s(spread), i16x8.splat(9));
    const high = i16x8.mul(i16x8.extend_high_i8x16_s(spread), i16x8.splat(9));
    let sumLow = i16x8.add(low, i16x8.splat(63));
    let sumHigh = i16x8.add(high, i16x8.splat(63));
    let share = i8x16.narrow_i16x8_s(i16x8.shr_s(sumLow, 7), i16x8.shr_s(sumHigh, 7));
    p2 = i8x16.add_sat_s(flip(p2), share);
    q2 = i8x16.sub_sat_s(flip(q2), share);
    sumLow = i16x8.add(sumLow, low);
    sumHigh = i16x8.add(sumHigh, high);
    share = i8x16.narrow_i16x8_s(i16x8.shr_s(sumLow, 7), i16x8.shr_s(sumHigh, 7));
    p1 = i8x16.add_sat_s(p1, share);
    q1 = i8x16.sub_sat_s(q1, share);
    sumLow = i16x8.add(sumLow, low);
    sumHigh = i16x8.add(sumHigh, high);
    share = i8x16.narrow_i16x8_s(i16x8.shr_s(sumLow, 7), i16x8.shr_s(sumHigh, 7));
    p0 = i8x16.add_sat_s(p0, share);
    q0 = i8x16.sub_sat_s(q0, share);
    v128.store(at - 3 * stride, flip(p2));
    v128.store(at + 2 * stride, flip(q2));
  } else {
    const change = v128.and(addStep(v128.andnot(tails, plain), p0, q0), filtered);
    const near = nearShare(change);
    p0 = i8x16.add_sat_s(p0, farShare(change));
    q0 = i8x16.sub_sat_s(q0, near);
    const half = v128.and(i8x16.shr_s(i8x16.add(near, i8x16.splat(1)), 1), plain);
    p1 = i8x16.add_sat_s(p1, half);
    q1 = i8x16.sub_sat_s(q1, half);
  }
  v128.store(at - 2 * stride, flip(p1));
  v128.store(at - stride, flip(p0));
  v128.store(at, flip(q0));
  v128.store(at + stride, flip(q1));
}
