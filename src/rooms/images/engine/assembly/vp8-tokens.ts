// Coefficients of 4x4 blocks (RFC 6386, section 13).
import { BoolDecoder, edgeOf, isFilled, shiftOf, splitOf } from "./bool-decoder";
import { DEFAULT_TOKEN_PROBABILITIES, KEPT_PROBABILITIES } from "./vp8-token-probabilities";

/** What a block holds, in the order of the tables. */
export enum BlockType {
  LumaWithoutDc,
  LumaDc,
  Chroma,
  Luma,
}

const BRANCHES: i32 = 11;
const CONTEXTS: i32 = 3;
const BANDS: i32 = 8;
const TYPES: i32 = 4;
/** Bytes from the probabilities of one context to those of the next. */
const CONTEXT: usize = 16;
const POSITION: usize = 3 * CONTEXT;
const TYPE: usize = 16 * POSITION;

/** u8[type][position][context][16]: by position rather than band, to save a look-up on the way. */
const PROBABILITIES: usize = memory.data(4 * 16 * 48, 16);
/** Position in the bitstream to band (section 13.3). */
const BAND_OF: usize = memory.data<u8>([0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7]);
/** Position in the bitstream to byte offset in an i16[4][4]. */
const ZIGZAG: usize = memory.data<u8>([0, 2, 8, 16, 10, 4, 6, 12, 18, 24, 26, 20, 14, 22, 28, 30]);
/** Values of two and more: branches in pairs, from that of the probability 3 on; a leaf is a token negated (section 13.2). */
const LARGE_TREE: usize = memory.data<i8>([
  0, 0, 0, 0, 0, 0, 8, 12, -1, 10, -2, -3, 14, 16, -4, -5, 18, 20, -6, -7, -8, -9,
]);
/** By token: 2, 3, 4, then the least value of each category. */
const LEAST: usize = memory.data<u8>([0, 2, 3, 4, 5, 7, 11, 19, 35, 67]);
/** By token: probabilities of the bits that are added, then a 0. */
const EXTRA_BITS: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  159, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  165, 145, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  173, 148, 140, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  176, 155, 140, 135, 0, 0, 0, 0, 0, 0, 0, 0,
  180, 157, 141, 134, 130, 0, 0, 0, 0, 0, 0, 0,
  254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129, 0,
]);
const TOKEN: usize = 12;

/** What the header says of them: section 13.4. */
export function readTokenProbabilities(d: BoolDecoder): void {
  let at: usize = 0;
  for (let type = 0; type < TYPES; type++)
    for (let band = 0; band < BANDS; band++)
      for (let context = 0; context < CONTEXTS; context++)
        for (let branch = 0; branch < BRANCHES; branch++, at++) {
          const kept = d.read(load<u8>(KEPT_PROBABILITIES + at)) == 0;
          setProbability(type, band, context, branch, kept ? load<u8>(DEFAULT_TOKEN_PROBABILITIES + at) : <u8>d.readNumber(8));
        }
}

function setProbability(type: i32, band: i32, context: i32, branch: i32, value: u8): void {
  for (let position = 0; position < 16; position++)
    if (load<u8>(BAND_OF + position) == band)
      store<u8>(PROBABILITIES + TYPE * type + POSITION * position + CONTEXT * context + branch, value);
}

/**
 * Reads a block from its coefficient `first` on into `to`, an i16[4][4] of zeros, each multiplied by `dc` or `ac`. Answers
 * where it ends: behind its last coefficient, so 0 for a block without any. The decoder's state is held in locals, as
 * most of the time of a picture goes here.
 */
export function readBlock(d: BoolDecoder, type: BlockType, context: u32, first: u32, dc: i32, ac: i32, to: usize): u32 {
  const table = PROBABILITIES + TYPE * type;
  let window = d.window;
  let range = d.range;
  let n = first;
  let p = table + POSITION * n + CONTEXT * context;
  while (n < 16) {
    let shift = shiftOf(range);
    range <<= shift;
    window <<= shift;
    // 32 bits: what one coefficient takes up to its sign, at seven bits for each of four branches.
    if (!isFilled(window)) window = d.fill(window);
    let split = splitOf(range, load<u8>(p));
    let edge = edgeOf(split);
    if (window < edge) { // no more coefficients
      range = split;
      break;
    }
    window -= edge;
    range -= split;
    for (;;) {
      shift = shiftOf(range);
      range <<= shift;
      window <<= shift;
      split = splitOf(range, load<u8>(p, 1));
      edge = edgeOf(split);
      if (window >= edge) break;
      range = split; // a zero, behind which a block cannot end
      if (++n == 16) {
        d.window = window;
        d.range = range;
        return 16;
      }
      p = table + POSITION * n;
      if (!isFilled(window)) window = d.fill(window);
    }
    window -= edge;
    range -= split;

    shift = shiftOf(range);
    range <<= shift;
    window <<= shift;
    split = splitOf(range, load<u8>(p, 2));
    edge = edgeOf(split);
    const next = table + POSITION * (n + 1);
    let value: i32 = 1;
    if (window < edge) {
      range = split;
      p = next + CONTEXT;
    } else {
      d.window = window - edge;
      d.range = range - split;
      value = readLarge(d, p);
      window = d.window;
      range = d.range;
      p = next + 2 * CONTEXT;
    }

    shift = shiftOf(range);
    range <<= shift;
    window <<= shift;
    split = (range + 1) >> 1;
    edge = edgeOf(split);
    const negative = window >= edge;
    window -= select<u64>(edge, 0, negative);
    range = select(range - split, split, negative);
    const scaled = value * select(ac, dc, n > 0);
    store<i16>(to + load<u8>(ZIGZAG + n), <i16>select(-scaled, scaled, negative));
    n++;
  }
  d.window = window;
  d.range = range;
  return n;
}

/** A value of two or more, whose sign is still to come. */
function readLarge(d: BoolDecoder, p: usize): i32 {
  let branch: i32 = 6;
  do branch = <i32>load<i8>(LARGE_TREE + branch + d.read(load<u8>(p + (branch >> 1))));
  while (branch > 0);
  let extra: i32 = 0;
  for (let bit = EXTRA_BITS - TOKEN * branch; load<u8>(bit) != 0; bit++) extra = extra << 1 | d.read(load<u8>(bit));
  return load<u8>(LEAST - branch) + extra;
}
