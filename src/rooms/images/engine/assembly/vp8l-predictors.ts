// What a pixel of a lossless WebP is predicted to be, from those before it (RFC 9649, section 3.5.1).

const BLACK: u32 = 0xff000000;

/** Adds channel by channel, each for itself. */
@inline export function addChannels(a: u32, b: u32): u32 {
  return ((a & 0xff00ff00) + (b & 0xff00ff00)) & 0xff00ff00 | ((a & 0x00ff00ff) + (b & 0x00ff00ff)) & 0x00ff00ff;
}
/** Rounded down. */
@inline function mean(a: u32, b: u32): u32 { return (((a ^ b) & 0xfefefefe) >> 1) + (a & b); }
@inline function pixel(at: usize): u32 { return load<u32>(at); }
@inline function wide(argb: u32): v128 { return i16x8.extend_low_i8x16_u(i32x4.splat(argb)); }
@inline function narrow(channels: v128): u32 { return i32x4.extract_lane(i8x16.narrow_i16x8_u(channels, channels), 0); }

/** Left or above, whichever is closer to what the slope between them makes likely. */
@inline function nearer(left: u32, above: u32, corner: u32): u32 {
  const corners = i32x4.splat(corner);
  const both = i32x4.replace_lane(i32x4.splat(above), 1, left);
  const differences = v128.or(i8x16.sub_sat_u(both, corners), i8x16.sub_sat_u(corners, both));
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(differences));
  return i32x4.extract_lane(sums, 0) < i32x4.extract_lane(sums, 1) ? left : above;
}

@inline function addSlope(left: u32, above: u32, corner: u32): u32 {
  return narrow(i16x8.sub(i16x8.add(wide(left), wide(above)), wide(corner)));
}

/** Half of the difference, rounded towards 0, on top. */
@inline function addHalfSlope(base: u32, corner: u32): u32 {
  const difference = i16x8.sub(wide(base), wide(corner));
  return narrow(i16x8.add(wide(base), i16x8.shr_s(i16x8.sub(difference, i16x8.shr_s(difference, 15)), 1)));
}

/** `above`: the pixel above; those to its left and right lie around it. */
@inline function prediction(mode: u32, left: u32, above: usize): u32 {
  switch (mode) {
    case 0: return BLACK;
    case 1: return left;
    case 2: return pixel(above);
    case 3: return pixel(above + 4);
    case 4: return pixel(above - 4);
    case 5: return mean(mean(left, pixel(above + 4)), pixel(above));
    case 6: return mean(left, pixel(above - 4));
    case 7: return mean(left, pixel(above));
    case 8: return mean(pixel(above - 4), pixel(above));
    case 9: return mean(pixel(above), pixel(above + 4));
    case 10: return mean(mean(left, pixel(above - 4)), mean(pixel(above), pixel(above + 4)));
    case 11: return nearer(left, pixel(above), pixel(above - 4));
    case 12: return addSlope(left, pixel(above), pixel(above - 4));
    case 13: return addHalfSlope(mean(left, pixel(above)), pixel(above - 4));
    default: return BLACK;
  }
}

/**
 * Adds the predictions to a row of `width` pixels. `above`: the finished row above, with room for one more pixel; 0 for
 * the first row. `modes`: u32[], of each block of `1 << bits` columns, in green.
 */
export function addPredictions(row: usize, above: usize, width: i32, modes: usize, bits: u32): void {
  if (above == 0) {
    let left = BLACK;
    for (let x = 0; x < width; x++, row += 4) {
      left = addChannels(load<u32>(row), left);
      store<u32>(row, left);
    }
    return;
  }
  let left = addChannels(load<u32>(row), load<u32>(above));
  store<u32>(row, left);
  // To the right of the last pixel above comes, in the order of the bitstream, the first of this row.
  store<u32>(above + (<usize>width << 2), left);
  for (let x = 1; x < width; ) {
    const mode = load<u32>(modes + (<usize>(x >> bits) << 2)) >> 8 & 0xf;
    for (const stop = min(((x >> bits) + 1) << bits, width); x < stop; x++) {
      const at = row + (<usize>x << 2);
      left = addChannels(load<u32>(at), prediction(mode, left, above + (<usize>x << 2)));
      store<u32>(at, left);
    }
  }
}
