// The samples of one plane under the decoder: a row of macroblocks, and the last rows of the one above.
import { alloc } from "./memory";
import { Resampler } from "./resample";
import { AlphaRows } from "./vp8-alpha";

/** Rows of the macroblocks above that are kept: the loop filter looks at four. */
const KEPT: i32 = 8;
/** Those of them that the loop filter can still change. */
const UNFINISHED: i32 = 3;
/** Columns on either side: the predictors look at one to the left and four to the right. */
const MARGIN: usize = 16;
/** What there is above the picture, and to the left of it (RFC 6386, section 12.2). */
const ABOVE: u8 = 127;
const LEFT: u8 = 129;

/**
 * Predictions go by samples that the loop filter has not touched, so the filter runs a whole row later; and the row of
 * samples above the macroblocks, which it has changed by then, is exchanged for the original for as long.
 */
@unmanaged export class Plane {
  /** Of a macroblock. */
  size: i32;
  stride: usize;
  private height: i32;
  private first: usize;
  private filtered: usize;
  private original: usize;
  private pushed: i32;
  private resampler: Resampler;
  private alpha: AlphaRows | null;
  /** The sample that stands for nothing, which alpha leaves as it is. */
  private zero: i32;
  private multiplied: usize; // i16[]

  /** Of `width` x `height` samples that come out of `resampler`; `size`: of a macroblock's side. Null without memory. */
  static create(width: i32, height: i32, size: i32, resampler: Resampler): Plane | null {
    const plane = changetype<Plane>(alloc(offsetof<Plane>()));
    if (!changetype<usize>(plane)) return null;
    const stride = <usize>((width + size - 1) / size * size) + 2 * MARGIN;
    plane.size = size;
    plane.stride = stride;
    plane.height = height;
    plane.pushed = 0;
    plane.resampler = resampler;
    plane.alpha = null;
    const rows = alloc(stride * (KEPT + size));
    plane.filtered = alloc(stride);
    plane.original = alloc(stride);
    if (!rows || !plane.filtered || !plane.original) return null;
    memory.fill(rows, LEFT, stride * (KEPT + size));
    memory.fill(plane.original, ABOVE, stride);
    plane.first = rows + stride * KEPT;
    return plane;
  }

  /** Samples are to be multiplied by `alpha`, around `zero`. False without memory. */
  multiply(alpha: AlphaRows, zero: i32): bool {
    this.alpha = alpha;
    this.zero = zero;
    this.multiplied = alloc(this.stride << 1);
    return this.multiplied != 0;
  }

  /** Where the samples of a macroblock begin. */
  @inline at(column: i32): usize { return this.first + MARGIN + <usize>(column * this.size); }

  /** Lays the original samples above the row of macroblocks that is decoded next. */
  beginRow(): void {
    memory.copy(this.filtered, this.above, this.stride);
    memory.copy(this.above, this.original, this.stride);
  }

  /** Everything is decoded: the loop filter may begin. */
  beginFilter(): void {
    memory.copy(this.above, this.filtered, this.stride);
    const last = this.first + this.stride * (this.size - 1);
    memory.copy(this.original, last, this.stride);
    // What is right of the picture repeats its last sample.
    const end = this.original + this.stride - MARGIN;
    memory.fill(end, load<u8>(end - 1), MARGIN);
    store<u8>(this.original + MARGIN - 1, LEFT);
  }

  /** How many rows are finished with macroblock row `row`. */
  finishedBy(row: i32): i32 {
    const below = (row + 1) * this.size;
    return below >= this.height ? this.height : below - UNFINISHED;
  }

  /** Hands on the rows that are finished, and makes room for those of macroblock row `row + 1`. */
  endRow(row: i32): void {
    const ready = this.finishedBy(row);
    for (; this.pushed < ready; this.pushed++) this.push(this.first + MARGIN + this.stride * (this.pushed - row * this.size));
    memory.copy(this.first - this.stride * KEPT, this.first + this.stride * (this.size - KEPT), this.stride * KEPT);
  }

  private push(samples: usize): void {
    const alpha = this.alpha;
    if (!alpha) return this.resampler.push(samples);
    multiplyRow(samples, alpha.row(this.pushed), this.zero, this.multiplied, <i32>this.stride - 2 * <i32>MARGIN);
    this.resampler.push(this.multiplied);
  }

  @inline private get above(): usize { return this.first - this.stride; }
}

/** 64 / 255, in 16 bits: products with alpha become 14-bit samples, of either sign. */
const TO_14_BITS: i32 = 16448;

function multiplyRow(samples: usize, alpha: usize, zero: i32, to: usize, width: i32): void {
  for (let x = 0; x < width; x += 8) {
    const values = i16x8.sub(v128.load8x8_u(samples + x), i16x8.splat(<i16>zero));
    const factors = v128.load8x8_u(alpha + x);
    const low = to14Bits(i32x4.extmul_low_i16x8_s(values, factors));
    const high = to14Bits(i32x4.extmul_high_i16x8_s(values, factors));
    v128.store(to + (x << 1), i16x8.narrow_i32x4_s(low, high));
  }
}

@inline function to14Bits(products: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.mul(products, i32x4.splat(TO_14_BITS)), i32x4.splat(32768)), 16);
}
