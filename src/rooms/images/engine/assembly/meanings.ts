// What the samples of a picture of few colours stand for.

/** u32[256], which the host writes: a pixel of up to four interleaved channels for each sample. */
export const MEANINGS: usize = memory.data(256 * 4, 16);

/** Where they are written. */
export function meanings(): usize { return MEANINGS; }

/** Bytes to pixels. Writes up to three bytes too many. */
export function lookUpBytes(from: usize, to: usize, pixels: i32, channels: i32): void {
  for (let end = from + pixels; from < end; from++, to += channels) store<u32>(to, load<u32>(MEANINGS + (<usize>load<u8>(from) << 2)));
}
