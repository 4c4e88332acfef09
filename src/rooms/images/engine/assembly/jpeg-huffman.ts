// Huffman tables (ITU-T T.81, annex C and F.2.2.3). A table is a block of raw memory:
//   LOOK   u16[4096]  symbol << 8 | length of its code, by the next 12 bits; 0 when the code is longer
//   SKIP   u32[4096]  bits used | coefficients advanced << 8, several AC symbols at once; an end of block advances 256
//   then the canonical codes' limits for those longer than 12 bits.
import { ensure32 } from "./jpeg-input";

const LOOK_BITS: u32 = 12;
const ENTRIES: u32 = 1 << 12;
const SKIP: usize = 4096 * 2;
const LIMIT: usize = SKIP + 4096 * 4; // i32[18]: the first code that is longer, left-aligned to 16 bits
const DELTA: usize = LIMIT + 18 * 4; // i32[17]: from a code to the index of its symbol
const SYMBOLS: usize = DELTA + 17 * 4; // u8[256]
const DEFINED: usize = SYMBOLS + 256;
const SKIP_BUILT: usize = DEFINED + 4;
const TABLE_BYTES: usize = SKIP_BUILT + 12;

/** Four for DC coefficients, then four for AC. */
const TABLES: usize = memory.data(8 * (4096 * 6 + 18 * 4 + 17 * 4 + 256 + 16), 16);
/** An end of block in SKIP. */
const WHOLE_BLOCK: u32 = 256;

@inline export function dcTable(i: u32): usize { return TABLES + <usize>i * TABLE_BYTES; }
@inline export function acTable(i: u32): usize { return TABLES + <usize>(4 + i) * TABLE_BYTES; }
@inline export function isDefined(table: usize): bool { return load<u32>(table, DEFINED) != 0; }

export function forgetTables(): void {
  for (let i: usize = 0; i < 8; i++) store<u32>(TABLES + i * TABLE_BYTES, 0, DEFINED);
}

/** symbol << 8 | length of its code. Wants 16 unread bits. */
@inline export function decodeSymbol(table: usize, bits: u64): u32 {
  const entry = <u32>load<u16>(table + (<usize>(bits >> (64 - LOOK_BITS)) << 1));
  return entry != 0 ? entry : decodeLongSymbol(table, bits);
}

/** See SKIP; 0 when the table cannot help. */
@inline function lookUpSkip(table: usize, bits: u64): u32 {
  return load<u32>(table + (<usize>(bits >> (64 - LOOK_BITS)) << 2), SKIP);
}

/** Of a number of `size` bits (T.81, table F.1). `select`, as a branch on a random bit costs a tenth of all time. */
@inline export function extend(value: u32, size: u32): i32 {
  return select<i32>(<i32>value - (1 << size) + 1, <i32>value, value < (<u32>1 << (size - 1)));
}

function decodeLongSymbol(table: usize, bits: u64): u32 {
  const code = <i32>(bits >> 48);
  let length: u32 = LOOK_BITS + 1;
  while (length <= 16 && code >= load<i32>(table + (length << 2), LIMIT)) length++;
  if (length > 16) return 16; // no such code: as if it were symbol 0
  const index = (code >> (16 - length)) + load<i32>(table + (length << 2), DELTA);
  return <u32>load<u8>(table + <usize>(index & 255), SYMBOLS) << 8 | length;
}

/** `counts`: the 16 bytes of a DHT segment that symbols follow. False when they make no code. */
export function buildTable(table: usize, counts: usize): bool {
  const symbols = counts + 16;
  memory.fill(table, 0, TABLE_BYTES);
  let code: u32 = 0;
  let k: u32 = 0;
  for (let length: u32 = 1; length <= 16; length++) {
    store<i32>(table + (length << 2), k - code, DELTA);
    const end = k + <u32>load<u8>(counts + length - 1);
    for (; k < end; k++, code++) {
      if (k == 256 || code >> length != 0) return false;
      const symbol = load<u8>(symbols + k);
      store<u8>(table + k, symbol, SYMBOLS);
      if (length <= LOOK_BITS) fillLook(table, code << (LOOK_BITS - length), <u16>symbol << 8 | <u16>length);
    }
    store<i32>(table + (length << 2), code << (16 - length), LIMIT);
    code <<= 1;
  }
  store<u32>(table, 1, DEFINED);
  return true;
}

function fillLook(table: usize, first: u32, entry: u16): void {
  const end = first + (<u32>1 << (LOOK_BITS - (entry & 255)));
  for (let i = first; i < end; i++) store<u16>(table + (i << 1), entry);
}

/** Fills SKIP from LOOK: as many whole AC symbols as begin within 12 bits. */
export function buildSkip(table: usize): void {
  if (load<u32>(table, SKIP_BUILT)) return;
  store<u32>(table, 1, SKIP_BUILT);
  for (let i: u32 = 0; i < ENTRIES; i++) {
    let used: u32 = 0;
    let advance: u32 = 0;
    while (used < LOOK_BITS && advance < WHOLE_BLOCK) {
      const entry = <u32>load<u16>(table + (((i << used) & (ENTRIES - 1)) << 1));
      const length = entry & 255;
      if (entry == 0 || used + length > LOOK_BITS) break;
      const symbol = entry >> 8;
      used += length + (symbol & 15);
      advance += symbol == 0 ? WHOLE_BLOCK : (symbol >> 4) + 1;
    }
    store<u32>(table + (i << 2), advance ? used | advance << 8 : 0, SKIP);
  }
}

/** Skips a block's AC coefficients from `k` on. Answers the bits that are left. */
@inline export function skipAc(bits: u64, k: u32, table: usize): u64 {
  while (k < 64) {
    bits = ensure32(bits);
    const skip = lookUpSkip(table, bits);
    const next = k + (skip >> 8);
    if (skip != 0 && (next & 255) + (next >> 8) <= 64) { // an end of block is welcome at any k, a run over it is not
      bits <<= skip & 255;
      k = next;
    } else {
      const symbol = decodeSymbol(table, bits);
      const size = symbol >> 8 & 15;
      bits <<= (symbol & 255) + size;
      k = size != 0 || symbol >> 8 == 0xf0 ? k + (symbol >> 12) + 1 : 64;
    }
  }
  return bits;
}
