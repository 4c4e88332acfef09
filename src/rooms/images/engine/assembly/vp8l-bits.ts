// The bits of a lossless WebP, least significant first (RFC 9649, section 3.1).
import { Outcome } from "./webp-outcome";

/** How many bytes may be loaded past the end: whoever makes room for a file leaves as many zeros behind it. */
export const SPARE_BYTES: usize = 8;

@unmanaged export class BitReader {
  /** Unread bits, `count` of them and perhaps some more of the next byte. */
  bits: u64;
  count: u32;
  next: usize;
  end: usize;
  /** What has gone wrong, if anything. */
  outcome: Outcome;

  open(from: usize, end: usize): void {
    this.bits = 0;
    this.count = 0;
    this.next = from;
    this.end = end;
    this.outcome = Outcome.Done;
  }

  /** At least 56 unread bits afterwards. Past the end there are zeros. */
  @inline fill(): void {
    this.bits |= load<u64>(min(this.next, this.end)) << this.count;
    this.next += <usize>((63 - this.count) >> 3);
    this.count |= 56;
  }

  /** Up to 32 bits. */
  read(n: u32): u32 {
    if (this.count < n) this.fill();
    const value = <u32>(this.bits & ((<u64>1 << n) - 1));
    this.drop(n);
    return value;
  }

  /** Takes bits that have been looked at. */
  @inline drop(n: u32): void {
    this.bits >>= n;
    this.count -= n;
  }

  /** Whether more has been read than there is. */
  get isCutOff(): bool { return this.next - <usize>(this.count >> 3) > this.end; }

  /** Remembers the first thing that goes wrong. Always false. */
  fail(outcome: Outcome): bool {
    if (this.outcome == Outcome.Done) this.outcome = outcome;
    return false;
  }
}
