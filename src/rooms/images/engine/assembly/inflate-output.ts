// Inflated bytes: a buffer that slides over the stream, with the 32 KiB in front that matches reach back to.
import { alloc } from "./memory";

const WINDOW: usize = 32768;
/** What one round of decoding may write: four literals, a match, and a store that goes beyond it. */
const ROUND: usize = 4 + 258 + 16;

/** What lies from `unread` to `next` is for the reader, who moves the former. */
export class Inflated {
  static start: usize = 0;
  static unread: usize = 0;
  static next: usize = 0;
  /** Behind this there is room for no round. */
  static limit: usize = 0;
}

/** For a reader who waits for up to `most` bytes. False when memory is out. */
export function beginOutput(most: usize): bool {
  // Four windows' worth is inflated before the window has to be moved.
  const bytes = WINDOW + most + 4 * WINDOW;
  Inflated.start = Inflated.unread = Inflated.next = alloc(bytes + ROUND);
  Inflated.limit = Inflated.start + bytes;
  return Inflated.start != 0;
}

@inline export function isFull(): bool { return Inflated.next > Inflated.limit; }

/** Of a full buffer, moves what is still needed to its beginning. */
export function makeRoom(): void {
  const from = min(Inflated.unread, Inflated.next - WINDOW);
  const shift = from - Inflated.start;
  memory.copy(Inflated.start, from, Inflated.next - from);
  Inflated.unread -= shift;
  Inflated.next -= shift;
}

/** For each distance below 16: where each of 16 bytes that repeat comes from, and how many of them make whole repeats. */
const REPEATS: usize = memory.data(16 * 16, 16);
const STRIDES: usize = memory.data(16);

for (let distance: u32 = 1; distance < 16; distance++) {
  for (let i: u32 = 0; i < 16; i++) store<u8>(REPEATS + (distance << 4) + i, <u8>(i % distance));
  store<u8>(STRIDES + distance, <u8>(16 - 16 % distance));
}

/** Writes up to 15 bytes too many. */
@inline export function copyMatch(to: usize, distance: usize, length: usize): void {
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
