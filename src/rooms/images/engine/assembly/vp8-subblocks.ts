// 4x4 samples from the 13 around them (RFC 6386, section 12.3).
import { SubblockMode } from "./vp8-modes";

/** Fills the 4x4 samples at `at`. They need four to the left, eight above, and the corner. */
export function predictSubblock(mode: SubblockMode, at: usize, stride: usize): void {
  if (mode == SubblockMode.Dc) return predictMean(at, stride);
  if (mode == SubblockMode.TrueMotion) return predictTrueMotion(at, stride);

  // The edge: left column from below, corner, row above. What stands at its ends is there twice.
  const edge = readEdge(at, stride);
  const next = i8x16.shuffle(edge, edge, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15);
  const afterNext = i8x16.shuffle(edge, edge, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15);
  const two = i8x16.avgr_u(edge, next);
  // (a + 2b + c + 2) / 4: the mean of b and of the mean of a and c, which is rounded down.
  const odd = v128.and(v128.xor(edge, afterNext), i8x16.splat(1));
  const three = i8x16.avgr_u(next, i8x16.sub(i8x16.avgr_u(edge, afterNext), odd));
  storeBlock(at, stride, arrange(mode, three, two));
}

/** Every mode takes means of two or three neighbours on the edge; `two` has the numbers from 16 on. */
function arrange(mode: SubblockMode, three: v128, two: v128): v128 {
  switch (mode) {
    case SubblockMode.Vertical: return i8x16.shuffle(three, two, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8);
    case SubblockMode.Horizontal: return i8x16.shuffle(three, two, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    case SubblockMode.LeftDown: return i8x16.shuffle(three, two, 6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12);
    case SubblockMode.RightDown: return i8x16.shuffle(three, two, 4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4);
    case SubblockMode.VerticalRight: return i8x16.shuffle(three, two, 21, 22, 23, 24, 4, 5, 6, 7, 3, 21, 22, 23, 2, 4, 5, 6);
    case SubblockMode.VerticalLeft: return i8x16.shuffle(three, two, 22, 23, 24, 25, 6, 7, 8, 9, 23, 24, 25, 10, 7, 8, 9, 11);
    case SubblockMode.HorizontalDown: return i8x16.shuffle(three, two, 20, 4, 5, 6, 19, 3, 20, 4, 18, 2, 19, 3, 17, 1, 18, 2);
    default: return i8x16.shuffle(three, two, 19, 2, 18, 1, 18, 1, 17, 0, 17, 0, 16, 16, 16, 16, 16, 16); // HorizontalUp
  }
}

function readEdge(at: usize, stride: usize): v128 {
  const above = load<u64>(at - stride);
  const bottom = <u64>load<u8>(at + 3 * stride - 1);
  const left = bottom | <u64>load<u8>(at + 2 * stride - 1) << 8 | <u64>load<u8>(at + stride - 1) << 16 | <u64>load<u8>(at - 1) << 24;
  const corner = <u64>load<u8>(at - stride - 1);
  const low = bottom | left << 8 | corner << 40 | above << 48;
  const high = above >> 16 | (above >> 56) << 48;
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
}

@inline function storeBlock(at: usize, stride: usize, block: v128): void {
  v128.store32_lane(at, block, 0);
  v128.store32_lane(at + stride, block, 1);
  v128.store32_lane(at + 2 * stride, block, 2);
  v128.store32_lane(at + 3 * stride, block, 3);
}

function predictMean(at: usize, stride: usize): void {
  let sum: u32 = 4;
  for (let i: usize = 0; i < 4; i++) sum += <u32>load<u8>(at - stride + i) + load<u8>(at + i * stride - 1);
  storeBlock(at, stride, i8x16.splat(<i8>(sum >> 3)));
}

/** Left plus above minus the corner between. */
function predictTrueMotion(at: usize, stride: usize): void {
  const above = i16x8.extend_low_i8x16_u(v128.load32_zero(at - stride));
  const corner = <i16>load<u8>(at - stride - 1);
  for (let y: usize = 0; y < 4; y++, at += stride) {
    const row = i16x8.add(above, i16x8.splat(<i16>load<u8>(at - 1) - corner));
    v128.store32_lane(at, i8x16.narrow_i16x8_u(row, row), 0);
  }
}
