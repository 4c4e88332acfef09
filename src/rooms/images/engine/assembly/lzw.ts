// GIF's variant of LZW (GIF89a, appendix F): codes of 3 to 12 bits, the lowest bit first.
import { AHEAD, beginInput, giveBack, Input } from "./bit-input";

export enum Codes { Paused, Ended, Broken }

const MOST_CODES: u32 = 4096;
const MOST_BITS: u64 = 12;
/** Before anything, and after each code that clears. */
const NONE: u32 = 0xffff;

/** u32 by code: of its string all but the last byte, as a code, 12 bits; that byte, 8 bits; and the length, 12 bits. */
const STRINGS: usize = memory.data(4096 * 4, 16);
/** u8 by code: the first byte of its string. */
const FIRSTS: usize = memory.data(4096, 16);

/** How far beyond `limit` a string may be written. */
export const LONGEST: usize = 4096;

/** Output, to which the reader gives room. */
export class Unpacked {
  static next: usize = 0;
  static limit: usize = 0;
}

let rootBits: u32 = 0;
/** The next code that will get a string. */
let available: u32 = 0;
let codeBits: u64 = 0;
let previous: u32 = NONE;

/** `bits`, 1 to 8: of a sample. */
export function beginUnpacking(bits: u32): void {
  rootBits = bits;
  beginInput();
  clear();
  for (let i: u32 = 0; i < <u32>1 << bits; i++) {
    store<u32>(STRINGS + (i << 2), i << 12 | 1 << 20);
    store<u8>(FIRSTS + i, <u8>i);
  }
}

function clear(): void {
  available = (1 << rootBits) + 2;
  codeBits = rootBits + 1;
  previous = NONE;
}

/** Decodes until input, room or the data is at its end. */
export function unpack(): Codes {
  const clearCode: u32 = 1 << rootBits;
  const safe = Input.end - AHEAD;
  let outcome = Codes.Paused;
  while (Input.at <= safe && Unpacked.next <= Unpacked.limit) {
    Input.held |= load<u64>(Input.at) << Input.count;
    Input.at += <usize>((63 - Input.count) >> 3);
    Input.count |= 56;
    const code = <u32>Input.held & ((1 << <u32>codeBits) - 1);
    Input.held >>= codeBits;
    Input.count -= codeBits;
    if (code == clearCode) clear();
    else if (code == clearCode + 1) { outcome = Codes.Ended; break; }
    else if (!unpackString(code, clearCode)) { outcome = Codes.Broken; break; }
  }
  giveBack();
  return outcome;
}

@inline function unpackString(code: u32, clearCode: u32): bool {
  if (previous == NONE) {
    if (code > clearCode) return false;
  } else {
    if (code > available) return false;
    addString(code == available ? previous : code);
  }
  previous = code;
  writeString(code);
  return true;
}

/** From its end to its beginning. */
@inline function writeString(code: u32): void {
  let string = load<u32>(STRINGS + (code << 2));
  const start = Unpacked.next;
  let at = start + (string >> 20);
  Unpacked.next = at;
  store<u8>(--at, <u8>(string >> 12));
  while (at > start) {
    string = load<u32>(STRINGS + ((string & 0xfff) << 2));
    store<u8>(--at, <u8>(string >> 12));
  }
}

/** The previous string, and the first byte of that of `code`. */
@inline function addString(code: u32): void {
  if (available == MOST_CODES) return;
  const length = (load<u32>(STRINGS + (previous << 2)) >> 20) + 1;
  store<u32>(STRINGS + (available << 2), length << 20 | <u32>load<u8>(FIRSTS + code) << 12 | previous);
  store<u8>(FIRSTS + available, load<u8>(FIRSTS + previous));
  available++;
  if (available >= <u32>1 << <u32>codeBits && codeBits < MOST_BITS) codeBits++;
}
