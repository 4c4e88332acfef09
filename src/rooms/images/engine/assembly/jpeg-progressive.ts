// Blocks of progressive scans (ITU-T T.81, annex G): each adds to the coefficients that the reduced blocks need. Of the
// others only whether they are zero is kept, a bit each, as the scans that refine a block have to know.
import { ensure32, peek } from "./jpeg-input";
import { decodeSymbol, extend } from "./jpeg-huffman";
import { Component, component, Frame, OUTSIDE } from "./jpeg-frame";
import { Scan } from "./jpeg-scan";
import { idct } from "./jpeg-idct";
import { drain } from "./compose";

/** Blocks that the present run of empty ones still covers (G.1.2.2). */
let endOfBandRun: u32 = 0;

export function beginAc(): void { endOfBandRun = 0; }

/** How many of the next `most` blocks the present scan has nothing for. */
@inline export function passRun(most: u32): u32 {
  if (Scan.high != 0) return 0;
  const blocks = min(endOfBandRun, most);
  endOfBandRun -= blocks;
  return blocks;
}

@inline function coefficients(c: Component, block: i32): usize {
  return c.coefficients + (<usize>(block * c.size * c.size) << 1);
}

/** G.1.2.1 and G.2. */
export function decodeDcBlock(c: Component, bits: u64, block: i32): u64 {
  const at = coefficients(c, block);
  bits = ensure32(bits);
  if (Scan.high != 0) {
    if (<i64>bits < 0) store<i16>(at, <i16>(<i32>load<i16>(at) | 1 << Scan.low));
    return bits << 1;
  }
  const symbol = decodeSymbol(c.dcTable, bits);
  bits <<= symbol & 255;
  const size = symbol >> 8 & 15;
  if (size != 0) {
    c.prediction += extend(peek(bits, size), size);
    bits <<= size;
  }
  store<i16>(at, <i16>(c.prediction << Scan.low));
  return bits;
}

export function decodeAcBlock(c: Component, bits: u64, block: i32): u64 {
  const map = c.nonZero + (<usize>block << 3);
  return Scan.high == 0 ? decodeAcFirst(c, bits, coefficients(c, block), map) : refineAc(c, bits, coefficients(c, block), map);
}

/** G.1.2.2 */
function decodeAcFirst(c: Component, bits: u64, at: usize, map: usize): u64 {
  if (endOfBandRun != 0) {
    endOfBandRun--;
    return bits;
  }
  let nonZero = load<u64>(map);
  const last = <u32>Scan.last;
  let k = <u32>Scan.first;
  while (k <= last) {
    bits = ensure32(bits);
    const symbol = decodeSymbol(c.acTable, bits);
    bits <<= symbol & 255;
    const run = symbol >> 12;
    const size = symbol >> 8 & 15;
    if (size == 0) {
      if (run < 15) {
        bits = beginRun(bits, run);
        endOfBandRun--;
        break;
      }
      k += 16;
      continue;
    }
    k += run;
    if (k > last) break;
    const position = <u32>load<u8>(c.positions + k);
    if (position != OUTSIDE) store<i16>(at + (position << 1), <i16>(extend(peek(bits, size), size) << Scan.low));
    nonZero |= <u64>1 << k;
    bits <<= size;
    k++;
  }
  store<u64>(map, nonZero);
  return bits;
}

/** EOBn: as many blocks from this one on have nothing more in this band. */
@inline function beginRun(bits: u64, size: u32): u64 {
  endOfBandRun = 1 << size;
  if (size != 0) endOfBandRun += peek(bits, size);
  return bits << size;
}

/** G.1.2.3: one more bit for what is not zero, and new coefficients of one bit in between. */
function refineAc(c: Component, bits: u64, at: usize, map: usize): u64 {
  const last = <u32>Scan.last;
  let k = <u32>Scan.first;
  let nonZero = load<u64>(map);
  while (endOfBandRun == 0 && k <= last) {
    bits = ensure32(bits);
    const symbol = decodeSymbol(c.acTable, bits);
    bits <<= symbol & 255;
    let run = symbol >> 12;
    const isNew = (symbol >> 8 & 15) != 0;
    let value = 0;
    if (isNew) {
      value = <i64>bits < 0 ? 1 << Scan.low : -1 << Scan.low;
      bits <<= 1;
    } else if (run < 15) {
      bits = beginRun(bits, run);
      break;
    }
    for (; k <= last; k++) {
      if (nonZero >> k & 1) bits = refineCoefficient(c, ensure32(bits), at, k);
      else if (run-- == 0) break;
    }
    if (isNew && k <= last) {
      nonZero |= <u64>1 << k;
      const position = <u32>load<u8>(c.positions + k);
      if (position != OUTSIDE) store<i16>(at + (position << 1), <i16>value);
    }
    k++;
  }
  if (endOfBandRun != 0) {
    if (k <= last) bits = refineRest(c, bits, at, nonZero & (~<u64>0 << k) & (~<u64>0 >> (63 - last)));
    endOfBandRun--;
  }
  store<u64>(map, nonZero);
  return bits;
}

/** Refines what `rest` has bits for. Those outside the reduced block are a number of bits to drop. */
function refineRest(c: Component, bits: u64, at: usize, rest: u64): u64 {
  while (rest != 0) {
    const k = <u32>ctz(rest);
    bits = ensure32(bits);
    if (k > <u32>c.lastIndex) {
      let left = <u32>popcnt(rest);
      for (; left > 32; left -= 32) bits = ensure32(bits << 32);
      return bits << left;
    }
    bits = refineCoefficient(c, bits, at, k);
    rest &= rest - 1;
  }
  return bits;
}

@inline function refineCoefficient(c: Component, bits: u64, at: usize, k: u32): u64 {
  const position = <u32>load<u8>(c.positions + k);
  if (position != OUTSIDE && <i64>bits < 0) {
    const value = <i32>load<i16>(at + (position << 1));
    const bit = 1 << Scan.low;
    store<i16>(at + (position << 1), <i16>(value + select<i32>(-bit, bit, value < 0)));
  }
  return bits << 1;
}

/** After the last scan: coefficients to samples to the resamplers. */
export function pushCoefficients(): void {
  for (let row = 0; row < Frame.mcuRows; row++) {
    for (let i = 0; i < Frame.components; i++) {
      const c = component(i);
      for (let v = 0; v < c.v; v++) transformRow(c, row * c.v + v, c.rows + v * c.size * c.stride);
      c.pushRows();
    }
    drain();
  }
}

function transformRow(c: Component, row: i32, out: usize): void {
  const bytes = <usize>(c.size * c.size) << 1;
  let from = coefficients(c, row * c.blocksPerRow);
  for (let column = 0; column < c.blocksPerRow; column++, from += bytes, out += c.size)
    idct(c.size, from, c.factors, out, c.stride);
}
