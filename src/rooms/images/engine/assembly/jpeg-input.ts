// The window onto a JPEG file, filled by the host piece by piece, and the reader of entropy-coded bits on top of it.
import { alloc } from "./memory";

/** A segment has 64 KiB at most (ITU-T T.81, B.1.1.4), an MCU far less. */
const CAPACITY: usize = 256 * 1024;
/** Behind the last byte: what a 16-byte load may touch. */
const MARGIN: usize = 16;

let start: usize = 0;
export let readPos: usize = 0;
export let readEnd: usize = 0;
export let inputClosed: bool = false;
/** Zero bits that stand in for what is missing in front of a marker or the end of input. */
let bitsMadeUp: u64 = 0;

/** False when memory is out. */
export function resetInput(): bool {
  start = alloc(CAPACITY + MARGIN);
  readPos = start;
  readEnd = start;
  inputClosed = false;
  return start != 0;
}

@inline export function seek(p: usize): void { readPos = p; }
@inline export function available(): i32 { return <i32>(readEnd - readPos); }
export function closeInput(): void { inputClosed = true; }

/** How many bytes may follow. */
export function room(): usize { return CAPACITY - (readEnd - readPos); }

/** Moves what is unread to the front. Answers where the next `room()` bytes go. */
export function makeRoom(): usize {
  const rest = readEnd - readPos;
  memory.copy(start, readPos, rest);
  readPos = start;
  readEnd = start + rest;
  return readEnd;
}

export function take(bytes: usize): void {
  readEnd += bytes;
  v128.store(readEnd, i64x2.splat(0));
}

// ---- Bits
// A u64 in a local of the loop that decodes, as a global would be memory traffic: unread bits at the top, a single 1,
// zeros. So dropping n bits is `bits <<= n`, and fewer than 32 unread bits means `<u32>bits == 0`.

/** No unread bits. */
export const NO_BITS: u64 = 0x8000000000000000;

/** Where bits begin anew: at a scan's begin and behind a restart marker. */
@inline export function beginBits(): u64 {
  bitsMadeUp = 0;
  return NO_BITS;
}

/** Whether all bits that the file has up to the next marker have been read, and more. */
@inline export function isExhausted(bits: u64): bool { return bitsMadeUp != 0 && bitsMadeUp > 63 - ctz(bits); }

/** At least 32 unread bits afterwards. */
@inline export function ensure32(bits: u64): u64 { return <u32>bits != 0 ? bits : refill(bits); }

@inline export function peek(bits: u64, n: u32): u32 { return <u32>(bits >> (64 - <u64>n)); }

@inline function refill(bits: u64): u64 {
  const count: u64 = 63 - ctz(bits);
  const rest = bits & (bits - 1);
  const p = readPos;
  if (p + 8 <= readEnd) {
    const raw = v128.load64_zero(p);
    const word: u64 = i64x2.extract_lane(i8x16.shuffle(raw, raw, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0);
    const inverse = ~word;
    if (((inverse - 0x0101010101010101) & ~inverse & 0x8080808080808080) == 0) { // no byte is 0xff
      const taken = (63 - count) >> 3;
      const unused = 63 - count - (taken << 3);
      readPos = p + <usize>taken;
      return (((rest | (word >> count)) >> unused) | 1) << unused;
    }
  }
  return refillBytewise(rest, count);
}

/** Takes out the zeros behind 0xff (T.81, F.1.2.3) and stops in front of markers. */
function refillBytewise(bits: u64, count: u64): u64 {
  let p = readPos;
  const end = readEnd;
  while (count <= 55) {
    let byte: u64 = 0;
    if (p < end && load<u8>(p) != 0xff) byte = load<u8>(p++);
    else if (p + 1 < end && load<u8>(p, 1) == 0) {
      byte = 0xff;
      p += 2;
    } else bitsMadeUp += 8;
    bits |= byte << (56 - count);
    count += 8;
  }
  readPos = p;
  return bits | (<u64>1 << (63 - count));
}
