// The prefix codes of DEFLATE (RFC 1951, section 3.2) as tables that the next bits of a stream are looked up in.
// An entry, u32:
//   bits 0..5    how many bits it uses up, extra bits included
//   bits 8..12   how many of them are the code, and two
//   bits 13..15  what it is: one of the flags below; with none of them, a length or a distance
//   bits 16..31  the literal; what extra bits are added to; or where the table of longer codes begins

export const LITERAL: u32 = 1 << 15;
/** Neither literal nor length nor distance: the end of a block, a longer code, or, with no other flag, nothing at all. */
export const SPECIAL: u32 = 1 << 14;
export const LONGER: u32 = 1 << 13;
export const END: u32 = 1 << 16;

const LONGEST: u32 = 15;
/** Bits that each table is looked up by at first; codes longer than that need a second look. */
export const LITERAL_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 9;
const LENGTH_BITS: u32 = 7;

/** A second table belongs to two codes at least. */
export const LITERALS: usize = memory.data((2048 + 143 * 16) * 4, 16);
export const DISTANCES: usize = memory.data((512 + 15 * 64) * 4, 16);
/** Of the code that the lengths of both others are written in. */
export const CODE_LENGTHS: usize = memory.data(128 * 4, 16);

/** Entries without the bits of their codes, u32 each: by symbol. */
const LITERAL_MEANINGS: usize = memory.data(288 * 4, 16);
const DISTANCE_MEANINGS: usize = memory.data(32 * 4, 16);
const LENGTH_MEANINGS: usize = memory.data(19 * 4, 16);

const COUNTS: usize = memory.data(16 * 4); // u32, by length
const NEXT: usize = memory.data(17 * 4); // u32, by length: where its next symbol goes in SORTED
const SORTED: usize = memory.data(288 * 2); // u16

setMeanings();

/** RFC 1951, section 3.2.5. */
function setMeanings(): void {
  for (let i: u32 = 0; i < 256; i++) store<u32>(LITERAL_MEANINGS + (i << 2), i << 16 | LITERAL);
  store<u32>(LITERAL_MEANINGS + (256 << 2), SPECIAL | END);
  setRanges(LITERAL_MEANINGS + (257 << 2), 28, 3, 2);
  store<u32>(LITERAL_MEANINGS + (285 << 2), 258 << 16);
  store<u32>(LITERAL_MEANINGS + (286 << 2), SPECIAL);
  store<u32>(LITERAL_MEANINGS + (287 << 2), SPECIAL);
  setRanges(DISTANCE_MEANINGS, 30, 1, 1);
  store<u32>(DISTANCE_MEANINGS + (30 << 2), SPECIAL);
  store<u32>(DISTANCE_MEANINGS + (31 << 2), SPECIAL);
  for (let i: u32 = 0; i < 19; i++) store<u32>(LENGTH_MEANINGS + (i << 2), i << 16);
}

/** Ranges that follow each other, of one value at first, then `2 ** stepBits` of each further power of two. */
function setRanges(meanings: usize, ranges: u32, first: u32, stepBits: u32): void {
  for (let i: u32 = 0; i < ranges; i++) {
    const extraBits = max<i32>(0, <i32>(i >> stepBits) - 1);
    store<u32>(meanings + (i << 2), first << 16 | extraBits);
    first += 1 << extraBits;
  }
}

/** `lengths`: u8 by symbol, 0 for those that do not occur. False when they make no code, here as in the next two. */
export function buildLiterals(lengths: usize, symbols: u32): bool {
  return build(LITERALS, LITERAL_BITS, lengths, symbols, LITERAL_MEANINGS);
}

export function buildDistances(lengths: usize, symbols: u32): bool {
  return build(DISTANCES, DISTANCE_BITS, lengths, symbols, DISTANCE_MEANINGS);
}

export function buildCodeLengths(lengths: usize): bool {
  return build(CODE_LENGTHS, LENGTH_BITS, lengths, 19, LENGTH_MEANINGS);
}

function build(table: usize, bits: u32, lengths: usize, symbols: u32, meanings: usize): bool {
  if (!sort(lengths, symbols)) return false;
  let code: u32 = 0; // its first bit is the lowest, as it is looked up
  let next: usize = SORTED;
  store<u32>(table, SPECIAL);
  for (let length: u32 = 1; length <= bits; length++) {
    // All shorter codes again, with either next bit.
    memory.copy(table + (1 << length << 1), table, 1 << length << 1);
    for (let count = load<u32>(COUNTS + (length << 2)); count > 0; count--, next += 2) {
      store<u32>(table + (code << 2), entryOf(load<u16>(next), length, meanings));
      code = following(code, length);
    }
  }
  buildLonger(table, bits, code, next, meanings);
  return true;
}

function buildLonger(table: usize, bits: u32, code: u32, next: usize, meanings: usize): void {
  const size: u32 = 1 << (LONGEST - bits);
  let begin: u32 = 1 << bits;
  let previous: u32 = u32.MAX_VALUE;
  for (let length = bits + 1; length <= LONGEST; length++) {
    for (let count = load<u32>(COUNTS + (length << 2)); count > 0; count--, next += 2) {
      const prefix = code & ((1 << bits) - 1);
      if (prefix != previous) {
        if (previous != u32.MAX_VALUE) begin += size;
        previous = prefix;
        store<u32>(table + (prefix << 2), begin << 16 | SPECIAL | LONGER);
      }
      const entry = entryOf(load<u16>(next), length, meanings);
      for (let i = code >> bits; i < size; i += 1 << (length - bits)) store<u32>(table + ((begin + i) << 2), entry);
      code = following(code, length);
    }
  }
}

@inline function entryOf(symbol: u32, length: u32, meanings: usize): u32 {
  return load<u32>(meanings + (symbol << 2)) + length * 0x101 + 0x200;
}

/** The next code of the same length, or of the next with one more bit at its end: counted up from its last bit, the highest. */
@inline function following(code: u32, length: u32): u32 {
  const zeros = code ^ ((1 << length) - 1);
  if (zeros == 0) return 0;
  const carried = <u32>1 << (31 - clz(zeros));
  return code & (carried - 1) | carried;
}

/** Symbols by the length of their codes. A code has to be complete, but for one of a single symbol, or none. */
function sort(lengths: usize, symbols: u32): bool {
  memory.fill(COUNTS, 0, 64);
  for (let i: u32 = 0; i < symbols; i++) {
    const count = COUNTS + (<usize>load<u8>(lengths + i) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  const used = symbols - load<u32>(COUNTS);
  let spare: i32 = 1;
  let next: u32 = 0;
  for (let length: usize = 1; length <= LONGEST; length++) {
    const count = load<u32>(COUNTS + (length << 2));
    spare = (spare << 1) - count;
    if (spare < 0) return false;
    store<u32>(NEXT + (length << 2), next);
    next += count;
  }
  if (spare > 0 && used != 0 && !(used == 1 && load<u32>(COUNTS, 4) == 1)) return false;
  for (let i: u32 = 0; i < symbols; i++) {
    const length = <usize>load<u8>(lengths + i);
    if (length == 0) continue;
    const place = load<u32>(NEXT + (length << 2));
    store<u32>(NEXT + (length << 2), place + 1);
    store<u16>(SORTED + (place << 1), <u16>i);
  }
  return true;
}
