// A stream of bits, the lowest of each byte first, that comes a piece at a time: the host writes a piece to `PIECE`, and what
// was left of the one before lies in front of it.

/** What must be there at once takes fewer bytes than this, the header of a block in DEFLATE: no more is ever left of a piece. */
export const HEADER: usize = 384;
/** What one round of decoding may read beyond where it stands. */
export const AHEAD: usize = 16;
/** 64 KiB, which is the most that a piece may hold, between a header before and a header of zeros behind. */
const BUFFER: usize = memory.data(384 + 65536 + 384 + 16, 16);
export const PIECE: usize = BUFFER + HEADER;

export class Input {
  static at: usize = 0;
  static end: usize = 0;
  /** Bits that have been read, the next one lowest. */
  static held: u64 = 0;
  /** How many bits of `held` count. */
  static count: u64 = 0;
}

export function beginInput(): void {
  Input.at = Input.end = PIECE;
  Input.held = Input.count = 0;
}

/** Says how much has been written to `PIECE`. */
export function takeInput(bytes: usize): void { Input.end = PIECE + bytes; }

/** Nothing follows: zeros, so that what is there can be decoded to its end. */
export function endInput(): void {
  memory.fill(PIECE, 0, HEADER + AHEAD);
  Input.end = PIECE + HEADER;
}

/** Whether zeros from behind the end have been used. */
@inline export function hasOverrun(): bool { return Input.at > PIECE; }

/**
 * Keeps what is left of a piece, before the next one is written over it. More than a header is left only behind the end,
 * of the stream or of what its reader wants, and of no use.
 */
export function keepRest(): void {
  const left = Input.end - Input.at;
  const rest = left <= HEADER ? left : 0;
  memory.copy(PIECE - rest, Input.at, rest);
  Input.at = PIECE - rest;
  Input.end = PIECE;
}

@inline export function hasHeader(): bool { return Input.end - Input.at >= HEADER; }

/** To 56 bits at least. Eight bytes have to be there to read. */
@inline export function refill(): void {
  Input.held |= load<u64>(Input.at) << Input.count;
  Input.at += <usize>((63 - Input.count) >> 3);
  Input.count |= 56;
}

@inline export function take(bits: u64): u32 {
  const value = <u32>Input.held & ((1 << <u32>bits) - 1);
  Input.held >>= bits;
  Input.count -= bits;
  return value;
}

/** Whole bytes that have been read ahead are unread again. */
export function giveBack(): void {
  Input.at -= <usize>Input.count >> 3;
  Input.count &= 7;
  Input.held &= (1 << Input.count) - 1;
}
