// The boolean entropy decoder (RFC 6386, section 7): an arithmetic code whose every bit has a probability of its own.

/** How many bytes past its end a stream may be read, as zeros, before it counts as cut off: more than any encoder leaves out. */
const MOST_MISSING: i32 = 16;

/** Leading zeros of a range that takes its eight bits in full. */
const NORMAL: u32 = 24;

/** By how many bits range and window have to move up before the next bit is read. */
@inline export function shiftOf(range: u32): u32 { return clz(range) - NORMAL; }
/** The part of the range that stands for a 0, whose probability is of 256. */
@inline export function splitOf(range: u32, probability: u32): u32 { return 1 + ((range - 1) * probability >> 8); }
/** The least window that stands for a 1. */
@inline export function edgeOf(split: u32): u64 { return <u64>split << 56; }
/** Whether 32 bits or more of a window are still unread. */
@inline export function isFilled(window: u64): bool { return <u32>window != 0; }

/**
 * `window`: unread bits at the top, then a single 1, then zeros, so that taking a bit is a shift and nothing has to be
 * counted. `range`, 1 to 255, is brought up to 128 by the next read rather than the last.
 */
@unmanaged export class BoolDecoder {
  window: u64;
  range: u32;
  private next: usize;
  private end: usize;

  open(from: usize, end: usize): void {
    this.next = from;
    this.end = end;
    this.range = 255;
    this.window = this.fill(1 << 63);
  }

  /** A bit that is 0 with `probability` of 256. */
  read(probability: u32): u32 {
    const shift = shiftOf(this.range);
    const range = this.range << shift;
    let window = this.window << shift;
    if (!isFilled(window)) window = this.fill(window);
    const split = splitOf(range, probability);
    const edge = edgeOf(split);
    const one = window >= edge;
    this.range = select(range - split, split, one);
    this.window = window - select<u64>(edge, 0, one);
    return <u32>one;
  }

  @inline readFlag(): bool { return this.read(128) != 0; }

  readNumber(bits: u32): u32 {
    let value: u32 = 0;
    for (; bits > 0; bits--) value = value << 1 | this.read(128);
    return value;
  }

  /** A number with its sign behind it, when a flag says that there is one; otherwise 0. */
  readOptional(bits: u32): i32 {
    if (!this.readFlag()) return 0;
    const value = <i32>this.readNumber(bits);
    return this.readFlag() ? -value : value;
  }

  /** Whether more has been read than there is. */
  get isCutOff(): bool { return <i32>(this.next - this.end) > MOST_MISSING; }

  /** Adds whole bytes to a window with fewer than 32 unread bits. Past the end there are zeros. */
  fill(window: u64): u64 {
    const unread = 63 - ctz(window);
    const bytes = (63 - unread) >> 3;
    const free = 63 - unread - (bytes << 3);
    const word = this.next + 8 <= this.end ? bigEndian(this.next) : this.lastBytes();
    this.next += <usize>bytes;
    return ((window & (window - 1) | word >> unread) >> free | 1) << free;
  }

  private lastBytes(): u64 {
    let word: u64 = 0;
    for (let i: u32 = 0; i < 8; i++) word = word << 8 | (this.next + i < this.end ? <u64>load<u8>(this.next + i) : 0);
    return word;
  }
}

@inline function bigEndian(at: usize): u64 {
  const bytes = v128.load64_zero(at);
  return i64x2.extract_lane(i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0);
}
