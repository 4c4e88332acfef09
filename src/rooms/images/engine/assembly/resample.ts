// Shrinks one plane of samples row by row: pushed from the top down, weighed across at once, and mixed down as soon as
// the last row that an output row needs has come. Rows that come in no order are added to all output rows they are part of.
import { alloc, allocZeroed } from "./memory";
import { Filter } from "./lanczos";
import { Target } from "./target";

/** Output samples are 14-bit: 64 times the eight-bit value, so that nothing is lost before colours are converted. */
export const SCALE_BITS: i32 = 6;

/** Of one output row: the ring's rows that take part, and their weights. */
const LINES: usize = memory.data(2048 * 4, 16);
const LINE_WEIGHTS: usize = memory.data(2048 * 2, 16);

@unmanaged export class Resampler {
  private width: i32;
  private height: i32;
  private horizontal: Filter;
  private vertical: Filter;
  /** Bits that a pushed sample has more than eight. */
  private deepBits: i32;
  private ring: usize; // i16[vertical.taps][columns + 8]
  private stride: usize;
  private wide: usize; // the pushed row as i16
  private rowsIn: i32;
  rowsOut: i32;
  private queue: usize; // i16[queueRows][columns + 8]
  private queueMask: i32;
  private sums: usize; // i32[outputs][columns + 8], for rows in no order: what has been added so far
  private nearest: i32; // the first output row that the last added row was part of
  private added: i32; // that row

  /**
   * For a plane of `width` x `height` samples, each `cellX` x `cellY` stored pixels large. Pushed samples are u8, or
   * with `deep` u16 of 14 bits. `queueRows`, a power of two, is how many output rows are kept for the composer.
   * `doubledX` and `doubledY`: see `Filter`. Null when memory is out.
   */
  static create(width: i32, height: i32, cellX: f64, cellY: f64, deep: bool, queueRows: i32, doubledX: bool = false, doubledY: bool = false): Resampler | null {
    const r = changetype<Resampler>(allocZeroed(offsetof<Resampler>()));
    if (!changetype<usize>(r)) return null;
    r.width = width;
    r.height = height;
    r.deepBits = deep ? SCALE_BITS : 0;
    const across = Filter.create(width, Target.columns, Target.startX / cellX, Target.stepX / cellX, 8, doubledX);
    const down = Filter.create(height, Target.rows, Target.startY / cellY, Target.stepY / cellY, 2, doubledY);
    if (!across || !down) return null;
    r.horizontal = across;
    r.vertical = down;
    r.stride = (<usize>((Target.columns + 7) & ~7) << 1) + 16;
    r.ring = allocZeroed(r.stride * down.taps);
    r.wide = allocZeroed((width + across.taps + 16) * 2);
    r.queue = alloc(r.stride * queueRows);
    r.queueMask = queueRows - 1;
    return r.ring && r.wide && r.queue ? r : null;
  }

  /** For rows that come in no order: `add` them all, then `settle`. Memory is that of the result, not of the source. */
  static createUnordered(width: i32, height: i32, deep: bool): Resampler | null {
    const r = Resampler.create(width, height, 1, 1, deep, 1);
    if (!r) return null;
    r.sums = allocZeroed(<usize>Target.rows * r.stride * 2);
    return r.sums ? r : null;
  }

  /** An output row that has been made and is still in the queue: i16, 14 bits, not clamped. */
  output(row: i32): usize {
    const at = this.queue + this.stride * (row & this.queueMask);
    if (this.sums) this.round(this.sums + <usize>row * this.stride * 2, at);
    return at;
  }

  /** The next row of samples. Whoever pushes lets the composer drain before the queue overflows. */
  push(row: usize): void {
    const y = this.rowsIn;
    if (y >= this.height || this.rowsOut >= Target.rows) return;
    this.rowsIn++;
    if (y < load<i32>(this.vertical.starts + (this.rowsOut << 2))) return;
    this.shrinkRow(row, this.ring + this.stride * (y % this.vertical.taps));
    while (this.rowsOut < Target.rows && this.lastRowOf(this.rowsOut) <= y) this.mixRow(this.rowsOut++);
  }

  /** Adds row `y` of the source, or such parts of it as the row has: what is zero may come another time. */
  add(row: usize, y: i32): void {
    const taps = this.vertical.taps;
    const starts = this.vertical.starts;
    this.shrinkRow(row, this.ring);
    if (y < this.added) this.nearest = 0;
    this.added = y;
    while (this.nearest < Target.rows && load<i32>(starts + (this.nearest << 2)) + taps <= y) this.nearest++;
    for (let out = this.nearest; out < Target.rows; out++) {
      const tap = y - load<i32>(starts + (out << 2));
      if (tap < 0) return;
      const weight = load<i16>(this.vertical.weights + ((out * taps + tap) << 1));
      if (weight != 0) this.addTimes(weight, this.sums + <usize>out * this.stride * 2);
    }
  }

  /** Says that all rows have been added. */
  settle(): void { this.rowsOut = Target.rows; }

  private addTimes(weight: i16, to: usize): void {
    const weights = i16x8.splat(weight);
    for (let from = this.ring, end = from + (<usize>Target.columns << 1); from < end; from += 16, to += 32) {
      const line = v128.load(from);
      v128.store(to, i32x4.add(v128.load(to), i32x4.extmul_low_i16x8_s(line, weights)));
      v128.store(to, i32x4.add(v128.load(to, 16), i32x4.extmul_high_i16x8_s(line, weights)), 16);
    }
  }

  private round(from: usize, to: usize): void {
    const rounding = i32x4.splat(1 << 13);
    for (let end = to + (<usize>Target.columns << 1); to < end; to += 16, from += 32) {
      const low = i32x4.shr_s(i32x4.add(v128.load(from), rounding), 14);
      const high = i32x4.shr_s(i32x4.add(v128.load(from, 16), rounding), 14);
      v128.store(to, i16x8.narrow_i32x4_s(low, high));
    }
  }

  @inline private lastRowOf(out: i32): i32 {
    return min(load<i32>(this.vertical.starts + (out << 2)) + this.vertical.taps, this.height) - 1;
  }

  private widen(row: usize): void {
    const to = this.wide;
    for (let i = 0, n = this.width; i < n; i += 8) v128.store(to + (i << 1), v128.load8x8_u(row + i));
  }

  private shrinkRow(row: usize, to: usize): void {
    if (this.deepBits) memory.copy(this.wide, row, <usize>this.width << 1);
    else this.widen(row);
    const step = <usize>this.horizontal.taps << 1;
    const source = this.wide;
    const shift = 8 + this.deepBits;
    const rounding = i32x4.splat(1 << (shift - 1));
    let starts = this.horizontal.starts;
    let weights = this.horizontal.weights;
    for (let x = 0, width = Target.columns; x < width; x += 4) {
      const a = dot(source + (load<i32>(starts) << 1), weights, step);
      const b = dot(source + (load<i32>(starts, 4) << 1), weights + step, step);
      const c = dot(source + (load<i32>(starts, 8) << 1), weights + 2 * step, step);
      const d = dot(source + (load<i32>(starts, 12) << 1), weights + 3 * step, step);
      starts += 16;
      weights += 4 * step;
      const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
      const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
      const sums = i32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
      const scaled = i32x4.shr_s(i32x4.add(sums, rounding), shift);
      v128.store64_lane(to + (x << 1), i16x8.narrow_i32x4_s(scaled, scaled), 0);
    }
  }

  private mixRow(out: i32): void {
    const count = this.collectLines(out);
    const to = this.output(out);
    const rounding = i32x4.splat(1 << 13);
    for (let column: usize = 0, end = <usize>Target.columns << 1; column < end; column += 16) {
      let low = rounding;
      let high = rounding;
      for (let t = 0; t < count; t += 2) {
        const p = v128.load(load<usize>(LINES + (t << 2)) + column);
        const q = v128.load(load<usize>(LINES + (t << 2), 4) + column);
        const pair = v128.load32_splat(LINE_WEIGHTS + (t << 1));
        low = i32x4.add(low, i32x4.dot_i16x8_s(i16x8.shuffle(p, q, 0, 8, 1, 9, 2, 10, 3, 11), pair));
        high = i32x4.add(high, i32x4.dot_i16x8_s(i16x8.shuffle(p, q, 4, 12, 5, 13, 6, 14, 7, 15), pair));
      }
      v128.store(to + column, i16x8.narrow_i32x4_s(i32x4.shr_s(low, 14), i32x4.shr_s(high, 14)));
    }
  }

  /** An even number of them: two rows are mixed at a time. */
  private collectLines(out: i32): i32 {
    const taps = this.vertical.taps;
    const first = load<i32>(this.vertical.starts + (out << 2));
    const weights = this.vertical.weights + out * taps * 2;
    let count = 0;
    for (let t = 0; t < taps && first + t < this.height; t++) {
      const weight = load<i16>(weights + (t << 1));
      if (weight != 0) addLine(count++, this.ring + this.stride * ((first + t) % taps), weight);
    }
    if (count & 1) addLine(count++, load<usize>(LINES), 0);
    return count;
  }
}

function addLine(i: i32, row: usize, weight: i16): void {
  store<usize>(LINES + (i << 2), row);
  store<i16>(LINE_WEIGHTS + (i << 1), weight);
}

@inline function dot(source: usize, weights: usize, bytes: usize): v128 {
  let sum = i32x4.dot_i16x8_s(v128.load(source), v128.load(weights));
  for (let t: usize = 16; t < bytes; t += 16)
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(source + t), v128.load(weights + t)));
  return sum;
}
