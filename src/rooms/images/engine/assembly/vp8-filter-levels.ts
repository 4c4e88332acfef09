// How strongly the loop filter smooths a macroblock's edges (RFC 6386, sections 9.6 and 15).
import { BoolDecoder } from "./bool-decoder";
import { Segments, SEGMENTS } from "./vp8-segments";

/** Differences across an edge up to which it is smoothed. */
@unmanaged export class Limits {
  /** Between the samples at the edge, counted twice, with half of that between those behind them. 0: no filter. */
  inner: i32;
  /** The same for the edges of macroblocks. */
  outer: i32;
  /** Between neighbours on either side. */
  interior: i32;
  /** Neighbours that differ by more are a detail, not an artefact ("high edge variance"). */
  detail: i32;
}

/** [segment][whether sub-blocks are predicted one by one] */
const LIMITS: usize = memory.data(4 * 2 * 16);

export class LoopFilter {
  static enabled: bool = false;
  /** Looks at two samples on each side of luma's edges, and leaves chroma alone. */
  static simple: bool = false;
  private static level: i32 = 0;
  private static sharpness: i32 = 0;
  /** Of key frames, and of macroblocks whose sub-blocks are predicted one by one. */
  private static keyFrameDelta: i32 = 0;
  private static subblocksDelta: i32 = 0;

  static readHeader(d: BoolDecoder): void {
    LoopFilter.simple = d.readFlag();
    LoopFilter.level = <i32>d.readNumber(6);
    LoopFilter.sharpness = <i32>d.readNumber(3);
    LoopFilter.enabled = LoopFilter.level != 0;
    LoopFilter.keyFrameDelta = 0;
    LoopFilter.subblocksDelta = 0;
    if (d.readFlag() && d.readFlag()) LoopFilter.readDeltas(d);
    for (let segment = 0; segment < SEGMENTS; segment++) {
      LoopFilter.setLimits(segment, false);
      LoopFilter.setLimits(segment, true);
    }
  }

  /** The others of the four each are for frames that depend on earlier ones. */
  private static readDeltas(d: BoolDecoder): void {
    LoopFilter.keyFrameDelta = d.readOptional(6);
    for (let i = 1; i < 4; i++) d.readOptional(6);
    LoopFilter.subblocksDelta = d.readOptional(6);
    for (let i = 1; i < 4; i++) d.readOptional(6);
  }

  @inline static limits(segment: i32, subblocks: bool): Limits {
    return changetype<Limits>(LIMITS + ((segment << 1) + <i32>subblocks) * offsetof<Limits>());
  }

  private static setLimits(segment: i32, subblocks: bool): void {
    const delta = LoopFilter.keyFrameDelta + (subblocks ? LoopFilter.subblocksDelta : 0);
    const level = min(max(Segments.filterLevel(segment, LoopFilter.level) + delta, 0), 63);
    const sharpness = LoopFilter.sharpness;
    let interior = level >> (sharpness > 4 ? 2 : sharpness > 0 ? 1 : 0);
    if (sharpness > 0) interior = min(interior, 9 - sharpness);
    interior = max(interior, 1);
    const limits = LoopFilter.limits(segment, subblocks);
    limits.inner = level > 0 ? 2 * level + interior : 0;
    limits.outer = limits.inner + 4;
    limits.interior = interior;
    limits.detail = level >= 40 ? 2 : level >= 15 ? 1 : 0;
  }
}
