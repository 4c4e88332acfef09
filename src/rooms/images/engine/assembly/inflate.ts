// Inflates a zlib stream (RFC 1950, RFC 1951) a piece at a time. The Adler-32 at its end is not looked at: whoever feeds this
// has checked every byte.
import { buildCodeLengths, buildDistances, buildLiterals, CODE_LENGTHS, SPECIAL } from "./deflate-codes";
import { Codes, decodeCodes } from "./inflate-codes";
import { beginInput, giveBack, hasHeader, Input, refill, take } from "./bit-input";
import { beginOutput, Inflated, isFull } from "./inflate-output";

enum State { Wrapping, Block, Stored, Codes, Ended, Broken }

let state: State = State.Wrapping;
let lastBlock: bool = false;
/** Whether the tables are those of fixed codes, which need not be built again and again. */
let fixedTables: bool = false;
let storedLeft: usize = 0;
/** How many more blocks are taken: making tables for blocks that hold nothing would be a lot of work for a small file. */
let blocksLeft: usize = 0;

/** Prepares for a stream of `total` bytes, whose reader waits for up to `most` at once. False when memory is out. */
export function beginInflating(total: usize, most: usize): bool {
  blocksLeft = 1000 + total / 64;
  state = State.Wrapping;
  fixedTables = false;
  beginInput();
  return beginOutput(most);
}

@inline export function isBroken(): bool { return state == State.Broken; }

/** Inflates until input or room is out: true in the latter case. */
export function inflate(): bool {
  while (step()) {}
  return isFull();
}

/** False when it cannot go on. */
function step(): bool {
  switch (state) {
    case State.Wrapping: return readWrapping();
    case State.Block: return readBlock();
    case State.Stored: return copyStored();
    case State.Codes: return readCodes();
    default: return false;
  }
}

function fail(): bool {
  state = State.Broken;
  return true;
}

function readCodes(): bool {
  const outcome = decodeCodes();
  if (outcome == Codes.Broken) return fail();
  if (outcome == Codes.BlockEnded) endBlock();
  return outcome == Codes.BlockEnded;
}

function endBlock(): void { state = lastBlock ? State.Ended : State.Block; }

/** RFC 1950, section 2.2. */
function readWrapping(): bool {
  if (!hasHeader()) return false;
  const method = <u32>load<u8>(Input.at);
  const flags = <u32>load<u8>(Input.at, 1);
  Input.at += 2;
  if ((method & 15) != 8 || method >> 4 > 7 || (flags & 0x20) != 0 || (method << 8 | flags) % 31 != 0) return fail();
  state = State.Block;
  return true;
}

function readBlock(): bool {
  if (!hasHeader()) return false;
  if (blocksLeft-- == 0) return fail();
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
  take(Input.count & 7);
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
    endBlock();
    return true;
  }
  const bytes = min(min(storedLeft, Input.end - Input.at), Inflated.limit + 1 - min(Inflated.next, Inflated.limit + 1));
  if (bytes == 0) return false;
  memory.copy(Inflated.next, Input.at, bytes);
  Inflated.next += bytes;
  Input.at += bytes;
  storedLeft -= bytes;
  return true;
}

const LENGTHS: usize = memory.data(288 + 32); // u8: of literals, then of distances

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
    const entry = load<u32>(CODE_LENGTHS + (<usize>(Input.held & 127) << 2));
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
