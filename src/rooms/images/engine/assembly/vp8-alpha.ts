// The alpha of a lossy WebP (RFC 9649, section 2.7.1.2), row by row.
import { alloc } from "./memory";
import { Resampler } from "./resample";
import { Lossless } from "./vp8l";
import { Outcome } from "./webp-outcome";

/** Ways to write it: as it is, or as the green of a lossless picture. */
const LOSSLESS: u32 = 1;
/** What was subtracted from a sample. */
enum Filter {
  None,
  Left,
  Above,
  Gradient,
}

/** A plane's last rows, u8: the loop filter keeps samples back for as long. */
@unmanaged export class AlphaRows {
  private rows: usize;
  private stride: usize;
  private resampler: Resampler;

  /** Null without memory. */
  static create(width: i32, resampler: Resampler): AlphaRows | null {
    const kept = changetype<AlphaRows>(alloc(offsetof<AlphaRows>()));
    if (!changetype<usize>(kept)) return null;
    kept.stride = <usize>(width + 16);
    kept.rows = alloc(kept.stride * ROWS_KEPT);
    kept.resampler = resampler;
    return kept.rows ? kept : null;
  }

  @inline row(y: i32): usize { return this.rows + this.stride * (y & (ROWS_KEPT - 1)); }

  @inline push(y: i32): void { this.resampler.push(this.row(y)); }
}

/** A power of two; more than two rows of macroblocks. */
const ROWS_KEPT: i32 = 64;

export class Alpha {
  /** For every pixel. */
  static full: AlphaRows = changetype<AlphaRows>(0);
  /** For every sample of colour: the mean of its four pixels. */
  static half: AlphaRows = changetype<AlphaRows>(0);
  private static width: i32 = 0;
  private static height: i32 = 0;
  private static filter: Filter = Filter.None;
  /** The next row, when they are written as they are; otherwise 0. */
  private static raw: usize = 0;
  private static y: i32 = 0;

  /** Reads the header of the `length` bytes at `at`. `full` and `half` have been set. */
  static open(at: usize, length: usize, width: i32, height: i32): Outcome {
    if (length < 1) return Outcome.CutOff;
    const header = <u32>load<u8>(at);
    Alpha.width = width;
    Alpha.height = height;
    Alpha.filter = header >> 2 & 3;
    Alpha.y = 0;
    Alpha.raw = 0;
    if ((header & 3) > LOSSLESS) return Outcome.Unreadable;
    if ((header & 3) == LOSSLESS) return Lossless.open(at + 1, length - 1, width, height);
    Alpha.raw = at + 1;
    return length - 1 < <usize>width * height ? Outcome.CutOff : Outcome.Done;
  }

  /** Reads all rows before `end`, and hands them on. */
  static readTo(end: i32): Outcome {
    for (; Alpha.y < end; Alpha.y++) {
      const y = Alpha.y;
      const row = Alpha.full.row(y);
      const outcome = Alpha.readRow(row);
      if (outcome != Outcome.Done) return outcome;
      Alpha.unfilter(row, Alpha.full.row(y - 1));
      Alpha.full.push(y);
      if ((y & 1) == 0 && y + 1 < Alpha.height) continue;
      average(row, Alpha.full.row(y & ~1), Alpha.half.row(y >> 1), Alpha.width);
      Alpha.half.push(y >> 1);
    }
    return Outcome.Done;
  }

  private static readRow(row: usize): Outcome {
    const width = Alpha.width;
    if (Alpha.raw) {
      memory.copy(row, Alpha.raw, width);
      Alpha.raw += width;
      return Outcome.Done;
    }
    const outcome = Lossless.readRow();
    if (outcome == Outcome.Done) for (let x = 0; x < width; x++) store<u8>(row + x, load<u8>(Lossless.row + (x << 2), 1));
    return outcome;
  }

  /** The first row has nothing above it, and the first column nothing to its left: there the other neighbour counts. */
  private static unfilter(row: usize, above: usize): void {
    const width = Alpha.width;
    if (Alpha.filter == Filter.None) return;
    if (Alpha.y == 0) return addLeft(row, width, 0);
    if (Alpha.filter == Filter.Left) return addLeft(row, width, load<u8>(above));
    if (Alpha.filter == Filter.Above) return addAbove(row, above, width);
    addGradient(row, above, width);
  }
}

function addLeft(row: usize, width: i32, first: u8): void {
  let left = first;
  for (let x = 0; x < width; x++) {
    left += load<u8>(row + x);
    store<u8>(row + x, left);
  }
}

function addAbove(row: usize, above: usize, width: i32): void {
  for (let x = 0; x < width; x += 16) v128.store(row + x, i8x16.add(v128.load(row + x), v128.load(above + x)));
}

/** Left plus above minus the corner between. */
function addGradient(row: usize, above: usize, width: i32): void {
  let corner = <i32>load<u8>(above);
  let left = corner;
  for (let x = 0; x < width; x++) {
    const up = <i32>load<u8>(above + x);
    left = (min(max(left + up - corner, 0), 255) + load<u8>(row + x)) & 0xff;
    store<u8>(row + x, <u8>left);
    corner = up;
  }
}

/** Two rows, the same one twice at an odd picture's end, to one of half the width. */
function average(a: usize, b: usize, to: usize, width: i32): void {
  if (width & 1) {
    store<u8>(a + width, load<u8>(a + width - 1));
    store<u8>(b + width, load<u8>(b + width - 1));
  }
  for (let x = 0; x < width; x += 16) {
    const sums = i16x8.add(i16x8.extadd_pairwise_i8x16_u(v128.load(a + x)), i16x8.extadd_pairwise_i8x16_u(v128.load(b + x)));
    const means = i16x8.shr_u(i16x8.add(sums, i16x8.splat(2)), 2);
    v128.store64_lane(to + (x >> 1), i8x16.narrow_i16x8_u(means, means), 0);
  }
}
