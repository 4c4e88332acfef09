// The JPEG picture being decoded: its components and their quantisers (ITU-T T.81, A.1 and B.2.2).
import { Resampler } from "./resample";

/** By zigzag index (T.81, figure A.6), the place in a block of eight rows. */
export const ZIGZAG: usize = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63]);
/** u16[4][64], in zigzag order. */
const QUANTISERS: usize = memory.data(4 * 64 * 2, 16);
/** u8[9][64]: by side of the reduced block and zigzag index, the place in the reduced block, or OUTSIDE. */
const POSITIONS: usize = memory.data(9 * 64, 16);
export const OUTSIDE: u32 = 255;

@inline export function quantiser(i: i32): usize { return QUANTISERS + <usize>i * 128; }

@unmanaged export class Component {
  id: i32;
  /** Sampling factors. */
  h: i32;
  v: i32;
  quantiser: i32;
  dcTable: usize;
  acTable: usize;
  /** Samples a side that a block becomes: 1, 2, 4 or 8. */
  size: i32;
  /** The last zigzag index inside the reduced block. */
  lastIndex: i32;
  positions: usize;
  /** Blocks, padded to whole MCUs; and unpadded, which is what a scan of this component alone holds. */
  blocksPerRow: i32;
  ownColumns: i32;
  ownRows: i32;
  /** Of the reduced plane. */
  width: i32;
  height: i32;
  /** u8: the samples of one row of MCUs. */
  rows: usize;
  stride: i32;
  /** f32[size * size]: quantisers, as they were when the component's first scan began (T.81, B.2.4.1). */
  factors: usize;
  hasFactors: bool;
  prediction: i32;
  /** Progressive only: i16[blocks][size * size], and for each block a bit for each coefficient that is not zero. */
  coefficients: usize;
  nonZero: usize;
  resampler: Resampler;
  private rowsPushed: i32;

  setSize(size: i32): void {
    this.size = size;
    this.lastIndex = size == 1 ? 0 : size == 2 ? 4 : size == 4 ? 24 : 63;
    this.positions = POSITIONS + size * 64;
    for (let k = 0; k < 64; k++) {
      const place = <i32>load<u8>(ZIGZAG + k);
      const row = place >> 3, column = place & 7;
      store<u8>(this.positions + k, <u8>(row < size && column < size ? row * size + column : OUTSIDE));
    }
  }

  keepFactors(): void {
    if (this.hasFactors) return;
    this.hasFactors = true;
    const table = quantiser(this.quantiser);
    for (let k = 0; k < 64; k++) {
      const at = <u32>load<u8>(this.positions + k);
      if (at == OUTSIDE) continue;
      const q = <f32>load<u16>(table + (k << 1));
      // The transforms of one and two points leave out the 1/8 that the larger ones have in their cosines.
      store<f32>(this.factors + (at << 2), this.size <= 2 ? q / 8 : q);
    }
  }

  /** Grey, for all that no scan has brought. */
  pushGrey(): void {
    if (this.rowsPushed >= this.height) return;
    memory.fill(this.rows, 128, this.stride);
    for (; this.rowsPushed < this.height; this.rowsPushed++) this.resampler.push(this.rows);
  }

  /** Hands the finished row of MCUs to the resampler. */
  pushRows(): void {
    const count = this.v * this.size;
    for (let r = 0; r < count && this.rowsPushed < this.height; r++, this.rowsPushed++)
      this.resampler.push(this.rows + r * this.stride);
  }
}

const COMPONENTS: usize = memory.data(4 * 128, 16);
@inline export function component(i: i32): Component { return changetype<Component>(COMPONENTS + i * offsetof<Component>()); }

export class Frame {
  static width: i32 = 0;
  static height: i32 = 0;
  /** 0 while there is no frame. */
  static components: i32 = 0;
  static progressive: bool = false;
  /** The largest sampling factors. */
  static hMax: i32 = 1;
  static vMax: i32 = 1;
  static mcuColumns: i32 = 0;
  static mcuRows: i32 = 0;
  static restartInterval: i32 = 0;
  static jfif: bool = false;
  /** The transform that Adobe's marker names; -1 without the marker. */
  static adobe: i32 = -1;
  /** How many quantisers there are, a bit for each. */
  static quantisers: i32 = 0;
}

export function forgetFrame(): void {
  memory.fill(COMPONENTS, 0, 4 * offsetof<Component>());
  Frame.width = 0;
  Frame.height = 0;
  Frame.components = 0;
  Frame.restartInterval = 0;
  Frame.jfif = false;
  Frame.adobe = -1;
  Frame.quantisers = 0;
}
