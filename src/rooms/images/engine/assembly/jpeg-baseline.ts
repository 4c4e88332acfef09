// Blocks of sequential scans (ITU-T T.81, F.2.2): what the reduced block needs is decoded, what lies outside is skipped.
import { ensure32, peek } from "./jpeg-input";
import { decodeSymbol, extend, skipAc } from "./jpeg-huffman";
import { idct, idct1 } from "./jpeg-idct";
import { Component, OUTSIDE } from "./jpeg-frame";

const BLOCK: usize = memory.data(128, 16); // i16[64]

/** Writes the samples of the next block to `out`. Answers the bits that are left. */
export function decodeBaselineBlock(c: Component, bits: u64, out: usize): u64 {
  bits = ensure32(bits);
  const dc = decodeSymbol(c.dcTable, bits);
  bits <<= dc & 255;
  const dcSize = dc >> 8 & 15;
  if (dcSize != 0) {
    c.prediction += extend(peek(bits, dcSize), dcSize);
    bits <<= dcSize;
  }
  const lastIndex = <u32>c.lastIndex;
  if (lastIndex == 0) {
    idct1(c.prediction, c.factors, out);
    return skipAc(bits, 1, c.acTable);
  }
  return decodeAc(c, bits, lastIndex, out);
}

function decodeAc(c: Component, bits: u64, lastIndex: u32, out: usize): u64 {
  const table = c.acTable;
  const positions = c.positions;
  const size = c.size;
  for (let i: usize = 0, end = <usize>(size * size) << 1; i < end; i += 16) v128.store(BLOCK + i, i64x2.splat(0));
  store<i16>(BLOCK, <i16>c.prediction);
  let k: u32 = 1;
  while (k <= lastIndex) {
    bits = ensure32(bits);
    const symbol = decodeSymbol(table, bits);
    bits <<= symbol & 255;
    const acSize = symbol >> 8 & 15;
    k += symbol >> 12;
    if (acSize != 0) {
      // A run may lead past the end: what lies beyond 63 belongs nowhere.
      const at = k < 64 ? <u32>load<u8>(positions + k) : OUTSIDE;
      if (at != OUTSIDE) store<i16>(BLOCK + (at << 1), <i16>extend(peek(bits, acSize), acSize));
      bits <<= acSize;
    } else if (symbol >> 8 != 0xf0) {
      k = 64;
    }
    k++;
  }
  bits = skipAc(bits, k, table);
  idct(size, BLOCK, c.factors, out, c.stride);
  return bits;
}

/** A block that the file has nothing for. */
export function greyBlock(c: Component, out: usize): void {
  for (let row = 0; row < c.size; row++) memory.fill(out + row * c.stride, 128, c.size);
}
