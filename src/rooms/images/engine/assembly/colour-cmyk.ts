// Ink to sRGB, for pictures that were made for print.

/**
 * What each product of one to three inks takes away from white, for red, green and blue: a polynomial of the third degree
 * through what libvips makes of ink without a profile (`scripts/cmyk.ts`), 35 dB from it over all mixtures.
 */
const TABLE: usize = memory.data<f32>([
  -275.05, -127.21, -54.73, 0, -53.31, 26.50, 26.38, 0, 32.72, -2.94, -9.38, 0,
  -61.26, -32.99, -9.31, 0, -20.20, -8.16, -13.06, 0, 33.31, -11.84, -2.91, 0,
  154.33, 134.82, 34.57, 0, 9.40, -0.68, -7.44, 0, -5.50, -11.90, -35.49, 0,
  -103.49, -96.21, -3.26, 0, 46.06, 34.04, 78.47, 0, -9.69, -9.08, 15.00, 0,
  -15.28, -14.90, -67.31, 0, 202.81, 97.28, 41.34, 0, 38.58, 11.68, -5.90, 0,
  -22.24, -209.48, -148.19, 0, -5.14, 34.07, 23.88, 0, -4.53, -64.84, -2.33, 0,
  -2.33, 3.16, -19.89, 0, 1.97, 41.83, -13.80, 0, -3.90, 45.12, 148.34, 0,
  -2.61, -15.19, 8.14, 0, 8.61, -30.45, -116.84, 0, 32.19, 112.31, 114.58, 0,
  -11.06, 60.76, 11.88, 0, -12.91, -53.13, -201.59, 0, 18.54, 27.58, -18.90, 0,
  -6.55, -6.56, -36.00, 0, -2.98, -9.85, 46.68, 0, 6.76, 46.36, 115.14, 0,
  -5.52, -6.02, 70.68, 0, -222.71, -193.90, -185.14, 0, 67.14, 10.55, -19.93, 0,
  -81.02, -60.81, -40.29, 0], 16);

/** f32[4]: the inks of the pixel at work, 0 to 1. */
const INK: usize = memory.data(16, 16);

@inline export function setInk(i: i32, value: f32): void { store<f32>(INK + (i << 2), min<f32>(max<f32>(value, 0), 1)); }

/** The pixel of the inks that have been set, opaque. */
export function mixInks(): u32 {
  let sum = f32x4.splat(255.5);
  let row = TABLE;
  for (let i: usize = 0; i < 16; i += 4) {
    const one = v128.load32_splat(INK + i);
    sum = f32x4.add(sum, f32x4.mul(one, v128.load(row)));
    row += 16;
    for (let j = i; j < 16; j += 4) {
      const two = f32x4.mul(one, v128.load32_splat(INK + j));
      sum = f32x4.add(sum, f32x4.mul(two, v128.load(row)));
      row += 16;
      for (let l = j; l < 16; l += 4) {
        sum = f32x4.add(sum, f32x4.mul(f32x4.mul(two, v128.load32_splat(INK + l)), v128.load(row)));
        row += 16;
      }
    }
  }
  const words = i32x4.trunc_sat_f32x4_s(sum);
  const halves = i16x8.narrow_i32x4_s(words, words);
  return <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(halves, halves), 0) | 0xff000000;
}
