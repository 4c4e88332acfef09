// Macroblocks and their chroma from the samples around them (RFC 6386, sections 12.2 and 12.3).
import { Mode } from "./vp8-modes";

/**
 * Fills `size` x `size` samples, 8 or 16, from the row above them and the column to their left, which lie around them.
 * Beyond the picture there is 127 above and 129 to the left; only the mean leaves that out.
 */
export function predict(mode: Mode, at: usize, stride: usize, size: usize, hasAbove: bool, hasLeft: bool): void {
  switch (mode) {
    case Mode.Dc: return fillRows(at, stride, size, i8x16.splat(<i8>mean(at, stride, size, hasAbove, hasLeft)));
    case Mode.Vertical: return fillRows(at, stride, size, v128.load(at - stride));
    case Mode.Horizontal: return predictHorizontal(at, stride, size);
    case Mode.TrueMotion: return predictTrueMotion(at, stride, size);
  }
}

/** Of `size` samples, 8 or 16. */
@inline function storeRow(at: usize, size: usize, row: v128): void {
  if (size == 16) v128.store(at, row);
  else v128.store64_lane(at, row, 0);
}

function fillRows(at: usize, stride: usize, size: usize, row: v128): void {
  for (let y: usize = 0; y < size; y++, at += stride) storeRow(at, size, row);
}

function mean(at: usize, stride: usize, size: usize, hasAbove: bool, hasLeft: bool): u32 {
  let sum: u32 = 0;
  let count: u32 = 0;
  if (hasAbove) {
    for (let x: usize = 0; x < size; x++) sum += load<u8>(at - stride + x);
    count += <u32>size;
  }
  if (hasLeft) {
    for (let y: usize = 0; y < size; y++) sum += load<u8>(at + y * stride - 1);
    count += <u32>size;
  }
  return count > 0 ? (sum + (count >> 1)) / count : 128;
}

function predictHorizontal(at: usize, stride: usize, size: usize): void {
  for (let y: usize = 0; y < size; y++, at += stride) storeRow(at, size, v128.load8_splat(at - 1));
}

/** Left plus above minus the corner between. */
function predictTrueMotion(at: usize, stride: usize, size: usize): void {
  const above = v128.load(at - stride);
  const corner = <i16>load<u8>(at - stride - 1);
  const low = i16x8.extend_low_i8x16_u(above);
  const high = i16x8.extend_high_i8x16_u(above);
  for (let y: usize = 0; y < size; y++, at += stride) {
    const change = i16x8.splat(<i16>load<u8>(at - 1) - corner);
    storeRow(at, size, i8x16.narrow_i16x8_u(i16x8.add(low, change), i16x8.add(high, change)));
  }
}
