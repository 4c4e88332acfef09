// What is done to the colours of a lossless WebP (RFC 9649, sections 3.5.2 to 3.5.4), undone row by row.

/** Section 3.5.3: green was subtracted from red and blue. Rows are four pixels longer than they seem. */
export function addGreen(row: usize, width: i32): void {
  for (let x = 0; x < width; x += 4, row += 16) {
    const pixels = v128.load(row);
    const green = v128.and(i32x4.shr_u(pixels, 8), i32x4.splat(0xff));
    v128.store(row, i8x16.add(pixels, v128.or(green, i32x4.shl(green, 16))));
  }
}

/** A signed channel of every pixel: that whose highest bit is `31 - shift`. */
@inline function channel(pixels: v128, shift: i32): v128 { return i32x4.shr_s(i32x4.shl(pixels, shift), 24); }
@inline function share(factor: v128, values: v128): v128 { return i32x4.shr_s(i32x4.mul(factor, values), 5); }

/** Section 3.5.2: parts of green were subtracted from red, and of both from blue. `factors`: u32[], of each block. */
export function addCorrelated(row: usize, width: i32, factors: usize, bits: u32): void {
  // A block is four columns at least, so four pixels have the same factors.
  for (let x = 0; x < width; x += 4, row += 16) {
    const ofBlock = v128.load32_splat(factors + (<usize>(x >> bits) << 2));
    const pixels = v128.load(row);
    const green = channel(pixels, 16);
    const red = i32x4.add(channel(pixels, 8), share(channel(ofBlock, 24), green));
    const signedRed = channel(red, 24);
    const blue = i32x4.add(i32x4.add(pixels, share(channel(ofBlock, 16), green)), share(channel(ofBlock, 8), signedRed));
    const kept = v128.and(pixels, i32x4.splat(0xff00ff00));
    const redPlace = i32x4.shl(v128.and(red, i32x4.splat(0xff)), 16);
    v128.store(row, v128.or(v128.or(kept, redPlace), v128.and(blue, i32x4.splat(0xff))));
  }
}

/**
 * Section 3.5.4: green is the number of a colour, or of `1 << bits` colours side by side. `palette`: u32[256]. The row
 * becomes `width` pixels wide.
 */
export function lookUp(row: usize, width: i32, palette: usize, bits: u32): void {
  const each = 8 >> bits;
  const mask = (1 << each) - 1;
  const within = (1 << bits) - 1;
  // From the right, as pixels go where no packed ones are left.
  for (let x = width - 1; x >= 0; x--) {
    const packed = load<u32>(row + (<usize>(x >> bits) << 2)) >> 8 & 0xff;
    const colour = packed >> ((x & within) * each) & mask;
    store<u32>(row + (<usize>x << 2), load<u32>(palette + (colour << 2)));
  }
}
