// Prefix codes of lossless WebP (RFC 9649, sections 3.7.2.1 and 3.7.3), read by table.
import { alloc } from "./memory";
import { BitReader } from "./vp8l-bits";
import { Outcome } from "./webp-outcome";

/** Green with lengths and the largest colour cache. */
export const MOST_SYMBOLS: i32 = 256 + 24 + 2048;
/** Bits of a code. */
export const LONGEST: u32 = 15;
/** Bits that the first table takes; codes that are longer go on in a second. */
const ROOT_BITS: i32 = 8;
/** In an entry: a second table follows, and below is how many bits it takes. */
const LINK: u32 = 0x80;

/** u8[MOST_SYMBOLS]: how many bits each symbol has; 0 when it does not occur. */
const LENGTHS: usize = memory.data(256 + 24 + 2048);
/** u16[MOST_SYMBOLS]: symbols by length. */
const SORTED: usize = memory.data(2 * (256 + 24 + 2048), 2);
/** i32[16]: how many symbols have that length. */
const COUNTS: usize = memory.data(4 * 16, 4);
const OFFSETS: usize = memory.data(4 * 16, 4);

/** Symbols that say how long those of the code are. */
const LENGTH_SYMBOLS: i32 = 19;
/** u32[128]: their code, which has seven bits at most. */
const LENGTH_TABLE: usize = memory.data(4 * 128, 4);
const LENGTH_ORDER: usize = memory.data<u8>([17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

/** Entries: symbol << 8 | bits; or the address of a second table / 4 << 8 | LINK | its bits. */
@unmanaged export class PrefixCode {
  table: usize; // u32[mask + 1]
  mask: u32;
}

export const CODE_BYTES: usize = 8;

/** The entry that the next bits, 15 at most, stand for. */
@inline export function entryOf(code: PrefixCode, bits: u64): u32 {
  const entry = load<u32>(code.table + ((<u32>bits & code.mask) << 2));
  return (entry & LINK) == 0 ? entry : secondEntry(entry, <u32>bits >> ROOT_BITS);
}
@inline export function bitsOf(entry: u32): u32 { return entry & 0xff; }
@inline export function symbolOf(entry: u32): u32 { return entry >> 8; }

function secondEntry(link: u32, bits: u32): u32 {
  const mask = (<u32>1 << (link & 0x7f)) - 1;
  return load<u32>(((link >> 8) + (bits & mask)) << 2);
}

function readSymbol(r: BitReader, code: PrefixCode): u32 {
  if (r.count < LONGEST) r.fill();
  const entry = entryOf(code, r.bits);
  r.drop(bitsOf(entry));
  return symbolOf(entry);
}

/** Reads a code for `symbols` symbols. False when it makes no sense or there is no memory: the reader knows which. */
export function readPrefixCode(r: BitReader, code: PrefixCode, symbols: i32): bool {
  memory.fill(LENGTHS, 0, symbols);
  if (r.read(1)) readSimpleLengths(r);
  else if (!readLengths(r, code, symbols)) return false;
  return build(r, code, symbols, 0);
}

/** One symbol or two. */
function readSimpleLengths(r: BitReader): void {
  const two = r.read(1);
  store<u8>(LENGTHS + r.read(r.read(1) ? 8 : 1), 1);
  if (two) store<u8>(LENGTHS + r.read(8), 1);
}

function readLengths(r: BitReader, code: PrefixCode, symbols: i32): bool {
  const given = 4 + <i32>r.read(4);
  for (let i = 0; i < given; i++) store<u8>(LENGTHS + load<u8>(LENGTH_ORDER + i), <u8>r.read(3));
  if (!build(r, code, LENGTH_SYMBOLS, LENGTH_TABLE)) return false;
  memory.fill(LENGTHS, 0, LENGTH_SYMBOLS);
  let left = symbols;
  if (r.read(1)) {
    const bits = 2 + 2 * r.read(3);
    left = 2 + <i32>r.read(bits);
    if (left > symbols) return r.fail(Outcome.Unreadable);
  }
  let last: u8 = 8;
  for (let at = 0; at < symbols && left > 0; left--) {
    const symbol = readSymbol(r, code);
    if (symbol < 16) {
      store<u8>(LENGTHS + at++, <u8>symbol);
      if (symbol != 0) last = <u8>symbol;
      continue;
    }
    const times = symbol == 16 ? 3 + <i32>r.read(2) : symbol == 17 ? 3 + <i32>r.read(3) : 11 + <i32>r.read(7);
    if (at + times > symbols) return r.fail(Outcome.Unreadable);
    memory.fill(LENGTHS + at, symbol == 16 ? last : 0, times);
    at += times;
  }
  return true;
}

/**
 * Makes the tables of a code whose lengths are known, the first of them at `room`, if that is given. The code has to be
 * complete, or of a single symbol, which takes no bits.
 */
function build(r: BitReader, code: PrefixCode, symbols: i32, room: usize): bool {
  const used = sortByLength(symbols);
  let longest = <i32>LONGEST;
  while (longest > 0 && count(longest) == 0) longest--;
  const rootBits = used == 1 ? 0 : min(longest, ROOT_BITS);
  code.mask = (1 << rootBits) - 1;
  code.table = room ? room : alloc(<usize>4 << rootBits);
  if (code.table == 0) return r.fail(Outcome.OutOfMemory);
  if (used == 1) {
    store<u32>(code.table, <u32>load<u16>(SORTED) << 8);
    return true;
  }
  return isComplete() ? fillTables(r, code, rootBits, longest) : r.fail(Outcome.Unreadable);
}

@inline function count(length: i32): i32 { return load<i32>(COUNTS + (length << 2)); }

function sortByLength(symbols: i32): i32 {
  memory.fill(COUNTS, 0, 64);
  for (let i = 0; i < symbols; i++) {
    const at = COUNTS + (<usize>load<u8>(LENGTHS + i) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  let used = 0;
  for (let length = 1; length <= <i32>LONGEST; length++) {
    store<i32>(OFFSETS + (length << 2), used);
    used += count(length);
  }
  for (let i = 0; i < symbols; i++) {
    const length = <usize>load<u8>(LENGTHS + i);
    if (length == 0) continue;
    const offset = load<i32>(OFFSETS + (length << 2));
    store<u16>(SORTED + (offset << 1), <u16>i);
    store<i32>(OFFSETS + (length << 2), offset + 1);
  }
  return used;
}

/** Whether every sequence of bits means something, and nothing means two things. */
function isComplete(): bool {
  let left = 1;
  for (let length = 1; length <= <i32>LONGEST; length++) {
    left = (left << 1) - count(length);
    if (left < 0) return false;
  }
  return left == 0;
}

/** Codes are handed out in order, and stand in the tables with their first bit lowest. */
function fillTables(r: BitReader, code: PrefixCode, rootBits: i32, longest: i32): bool {
  let reversed: u32 = 0;
  let prefix: u32 = 0xffffffff;
  let second: usize = 0;
  let secondBits = 0;
  let next = SORTED;
  for (let length = 1; length <= longest; length++) {
    for (let left = count(length); left > 0; left--, next += 2) {
      const entry = <u32>load<u16>(next) << 8 | length;
      if (length <= rootBits) repeat(code.table, reversed, length, rootBits, entry);
      else {
        if ((reversed & code.mask) != prefix) {
          prefix = reversed & code.mask;
          secondBits = bitsOfSecond(length, left, rootBits, longest);
          second = alloc(<usize>4 << secondBits);
          if (second == 0) return r.fail(Outcome.OutOfMemory);
          store<u32>(code.table + (prefix << 2), <u32>(second >> 2) << 8 | LINK | secondBits);
        }
        repeat(second, reversed >> rootBits, length - rootBits, secondBits, entry);
      }
      reversed = following(reversed, length);
    }
  }
  return true;
}

/** An entry goes wherever the code's bits are followed by any others. */
@inline function repeat(table: usize, at: u32, length: i32, tableBits: i32, entry: u32): void {
  for (let i = at; i < <u32>1 << tableBits; i += <u32>1 << length) store<u32>(table + (i << 2), entry);
}

/** The next code of `length` bits, first bit lowest. */
@inline function following(reversed: u32, length: i32): u32 {
  let bit = <u32>1 << (length - 1);
  while (reversed & bit) bit >>= 1;
  return bit ? (reversed & (bit - 1)) | bit : 0;
}

/** How many bits a second table needs that begins with a code of `length` bits, when `left` of those are left. */
function bitsOfSecond(length: i32, left: i32, rootBits: i32, longest: i32): i32 {
  let bits = length - rootBits;
  let open = (1 << bits) - left;
  while (open > 0 && bits + rootBits < longest) {
    bits++;
    open = (open << 1) - count(bits + rootBits);
  }
  return bits;
}
