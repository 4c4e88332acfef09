// Inflates a zlib stream (RFC 1950, RFC 1951) a piece at a time. Its input lies in front of and behind `PIECE`, where the
// host writes; its output in a buffer that slides over the stream, with the 32 KiB that matches reach back to.
// The Adler-32 at the end is not looked at: whoever feeds this has checked every byte.
import { alloc } from "./memory";
import {
  buildCodeLengths, buildDistances, buildLiterals, CODE_LENGTHS, DISTANCE_BITS, DISTANCES, END, LITERAL, LITERAL_BITS, LITERALS,
  LONGER, SPECIAL,
} from "./deflate-codes";

/** What a piece of input may hold at most, in bytes. */
export const MOST_INPUT: usize = 65536;
/** A block's header takes fewer bytes than this (RFC 1951, section 3.2.7): what is left of a piece never exceeds it. */
const HEADER: usize = 384;
/** What one round of `decode` may read beyond where it stands. */
const AHEAD: usize = 16;
const WINDOW: usize = 32768;
/** What one round of `decode` may write: four literals, a match, and a store that goes beyond it. */
const ROUND: usize = 4 + 258 + 16;

const BUFFER: usize = memory.data(384 + 65536 + 384, 16);
export const PIECE: usize = BUFFER + HEADER;

enum State { Wrapping, Block, Stored, Codes, Ended, Broken }

let state: State = State.Wrapping;
let lastBlock: bool = false;
/** Whether the tables are those of fixed codes, which need not be built again and again. */
let fixedTables: bool = false;
let storedLeft: usize = 0;

let input: usize = 0;
let inputEnd: usize = 0;
let held: u64 = 0;
/** How many bits of `held` count. */
let count: u64 = 0;

/** Output: what is behind `unread` is for the reader, who moves it. */
export class Inflated {
  static start: usize = 0;
  static unread: usize = 0;
  static next: usize = 0;
  static limit: usize = 0;
}

/** Prepares for a stream whose reader takes up to `most` bytes at once. False when memory is out. */
export function beginInflating(most: usize): bool {
  // A stretch the size of the window is inflated before anything has to move, besides what the reader waits for.
  const bytes = WINDOW + most + 4 * WINDOW;
  state = State.Wrapping;
  fixedTables = false;
  input = inputEnd = PIECE;
  held = count = 0;
  Inflated.start = Inflated.unread = Inflated.next = alloc(bytes + ROUND);
  Inflated.limit = Inflated.start + bytes;
  return Inflated.start != 0;
}

/** Says how much has been written to `PIECE`. */
export function takeInput(bytes: usize): void { inputEnd = PIECE + bytes; }

/** Nothing follows: zeros, so that what is there can be decoded to its end. */
export function endInput(): void {
  memory.fill(PIECE, 0, HEADER + AHEAD);
  inputEnd = PIECE + HEADER;
}

/**
 * Keeps what is left of a piece, before the next one is written over it. More than a header is left only behind the end,
 * of the stream or of what its reader wants, and of no use.
 */
export function keepRest(): void {
  const left = inputEnd - input;
  const rest = left <= HEADER ? left : 0;
  memory.copy(PIECE - rest, input, rest);
  input = PIECE - rest;
  inputEnd = PIECE;
}

@inline export function isBroken(): bool { return state == State.Broken; }
@inline export function hasEnded(): bool { return state == State.Ended; }
/** Whether zeros from behind the end have been used. */
@inline export function hasOverrun(): bool { return input > PIECE; }

/** Inflates until input or room is out: true in the latter case. */
export function inflate(): bool {
  while (step()) {}
  return Inflated.next > Inflated.limit;
}

/** False when it cannot go on. */
function step(): bool {
  switch (state) {
    case State.Wrapping: return readWrapping();
    case State.Block: return readBlock();
    case State.Stored: return copyStored();
    case State.Codes: return decode();
    default: return false;
  }
}

/** Moves what is still needed to the buffer's beginning. */
export function makeRoom(): void {
  const from = min(Inflated.unread, Inflated.next - WINDOW);
  const shift = from - Inflated.start;
  memory.copy(Inflated.start, from, Inflated.next - from);
  Inflated.unread -= shift;
  Inflated.next -= shift;
}

@inline function refill(): void {
  held |= load<u64>(input) << count;
  input += <usize>((63 - count) >> 3);
  count |= 56;
}

/** Whole bytes that have been read ahead are unread again. */
function giveBack(): void {
  input -= <usize>count >> 3;
  count &= 7;
  held &= (1 << count) - 1;
}

@inline function take(bits: u64): u32 {
  const value = <u32>held & ((1 << <u32>bits) - 1);
  held >>= bits;
  count -= bits;
  return value;
}

function fail(): bool {
  state = State.Broken;
  return true;
}

/** RFC 1950, section 2.2. */
function readWrapping(): bool {
  if (inputEnd - input < HEADER) return false;
  const method = <u32>load<u8>(input);
  const flags = <u32>load<u8>(input, 1);
  input += 2;
  if ((method & 15) != 8 || method >> 4 > 7 || (flags & 0x20) != 0 || (method << 8 | flags) % 31 != 0) return fail();
  state = State.Block;
  return true;
}

function readBlock(): bool {
  if (inputEnd - input < HEADER) return false;
  refill();
  lastBlock = take(1) != 0;
  switch (take(2)) {
    case 0: return readStored();
    case 1: return readFixed();
    case 2: return readDynamic();
    default: return fail();
  }
}

function readStored(): bool {
  take(count & 7);
  refill();
  const length = take(16);
  if (length != (take(16) ^ 0xffff)) return fail();
  giveBack();
  storedLeft = length;
  state = State.Stored;
  return true;
}

function copyStored(): bool {
  if (storedLeft == 0) {
    state = lastBlock ? State.Ended : State.Block;
    return true;
  }
  const bytes = min(min(storedLeft, inputEnd - input), Inflated.limit + 1 - min(Inflated.next, Inflated.limit + 1));
  if (bytes == 0) return false;
  memory.copy(Inflated.next, input, bytes);
  Inflated.next += bytes;
  input += bytes;
  storedLeft -= bytes;
  return true;
}

const LENGTHS: usize = memory.data(320 + 138);

/** RFC 1951, section 3.2.6. */
function readFixed(): bool {
  state = State.Codes;
  if (fixedTables) return true;
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  buildLiterals(LENGTHS, 288);
  memory.fill(LENGTHS, 5, 32);
  buildDistances(LENGTHS, 32);
  fixedTables = true;
  return true;
}

/** RFC 1951, section 3.2.7: the order that the lengths of the code for lengths are in. */
const ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

function readDynamic(): bool {
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const lengths = take(4) + 4;
  memory.fill(LENGTHS, 0, 19);
  for (let i: u32 = 0; i < lengths; i++) {
    refill();
    store<u8>(LENGTHS + load<u8>(ORDER + i), <u8>take(3));
  }
  if (!buildCodeLengths(LENGTHS) || !readLengths(literals + distances)) return fail();
  // A block without an end is none.
  if (load<u8>(LENGTHS, 256) == 0) return fail();
  fixedTables = false;
  if (!buildLiterals(LENGTHS, literals) || !buildDistances(LENGTHS + literals, distances)) return fail();
  state = State.Codes;
  return true;
}

function readLengths(symbols: u32): bool {
  for (let i: u32 = 0; i < symbols; ) {
    refill();
    const entry = load<u32>(CODE_LENGTHS + (<usize>(held & 127) << 2));
    if (entry & SPECIAL) return false;
    take(entry & 63);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(LENGTHS + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const value: u8 = symbol == 16 ? load<u8>(LENGTHS + i - 1) : 0;
    const times = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + times > symbols) return false;
    memory.fill(LENGTHS + i, value, times);
    i += times;
  }
  return true;
}

/** For each distance below 16, what repeats its bytes: u8[16] of sources, and by how much that moves on. */
const REPEATS: usize = memory.data(16 * 16, 16);
const STRIDES: usize = memory.data(16);

for (let distance: u32 = 1; distance < 16; distance++) {
  for (let i: u32 = 0; i < 16; i++) store<u8>(REPEATS + (distance << 4) + i, <u8>(i % distance));
  store<u8>(STRIDES + distance, <u8>(16 - 16 % distance));
}

/** Codes of the block at work, until input, room or the block is at its end; only in the last case it is true. */
function decode(): bool {
  const safe = inputEnd - AHEAD;
  const limit = Inflated.limit;
  giveBack();
  let from = input;
  let to = Inflated.next;
  // Two bits beneath those that come next, so that they are offsets of entries as they are.
  let bits = held << 2;
  let have = count + 2; // only its lowest six bits mean anything
  let going = true;
  while (from <= safe && to <= limit) {
    bits |= load<u64>(from) << have;
    from += <usize>((63 - have) >> 3 & 7);
    have |= 56;
    let entry = lookUpLiteral(bits);
    if (entry & LITERAL) {
      store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry; entry = lookUpLiteral(bits);
      if (entry & LITERAL) {
        store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry; entry = lookUpLiteral(bits);
        if (entry & LITERAL) {
          store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry; entry = lookUpLiteral(bits);
          if (entry & LITERAL) {
            store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry;
            continue;
          }
        }
      }
      bits |= load<u64>(from) << have;
      from += <usize>((63 - have) >> 3 & 7);
      have |= 56;
    }
    if (entry & SPECIAL) {
      if (entry & LONGER) entry = <u64>load<u32>(LITERALS + ((<usize>(entry >> 16) + <usize>(bits >> (LITERAL_BITS + 2) & 15)) << 2));
      if (entry & LITERAL) {
        store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry;
        continue;
      }
      if (entry & SPECIAL) {
        bits >>= entry; have -= entry;
        state = entry & END ? lastBlock ? State.Ended : State.Block : State.Broken;
        going = false;
        break;
      }
    }
    const length = <usize>(entry >> 16) + extraOf(bits, entry);
    bits >>= entry; have -= entry;
    entry = <u64>load<u32>(<usize>(bits & (((1 << DISTANCE_BITS) - 1) << 2)), DISTANCES);
    if (entry & SPECIAL) {
      if (entry & LONGER) entry = <u64>load<u32>(DISTANCES + ((<usize>(entry >> 16) + <usize>(bits >> (DISTANCE_BITS + 2) & 63)) << 2));
      if (entry & SPECIAL) { going = !fail(); break; }
    }
    const distance = <usize>(entry >> 16) + extraOf(bits, entry);
    bits >>= entry; have -= entry;
    if (distance > to - Inflated.start) { going = !fail(); break; }
    copyMatch(to, distance, length);
    to += length;
  }
  input = from;
  Inflated.next = to;
  count = (have & 63) - 2;
  held = bits >> 2;
  giveBack();
  return !going;
}

@inline function lookUpLiteral(bits: u64): u64 {
  return <u64>load<u32>(<usize>(bits & (((1 << LITERAL_BITS) - 1) << 2)), LITERALS);
}

@inline function extraOf(bits: u64, entry: u64): usize {
  return <usize>((bits & ((<u64>4 << (entry & 63)) - 1)) >> (entry >> 8 & 31));
}

@inline function copyMatch(to: usize, distance: usize, length: usize): void {
  const end = to + length;
  let from = to - distance;
  if (distance >= 16) {
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < end);
    return;
  }
  const pattern = i8x16.swizzle(v128.load(from), v128.load(REPEATS + (distance << 4)));
  const stride = <usize>load<u8>(STRIDES + distance);
  do {
    v128.store(to, pattern);
    to += stride;
  } while (to < end);
}
