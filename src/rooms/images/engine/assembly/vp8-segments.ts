// Up to four kinds of macroblock, each with a quantizer and a loop filter level of its own (RFC 6386, section 9.3).
import { BoolDecoder } from "./bool-decoder";

export const SEGMENTS: i32 = 4;

const QUANTIZERS: usize = memory.data(4 * 4);
const LEVELS: usize = memory.data(4 * 4);
const TREE: usize = memory.data(3 * 4);

export class Segments {
  private static enabled: bool = false;
  private static mapped: bool = false;
  /** Whether their values replace those of the picture, or are added. */
  private static absolute: bool = false;

  static readHeader(d: BoolDecoder): void {
    memory.fill(QUANTIZERS, 0, 16);
    memory.fill(LEVELS, 0, 16);
    Segments.mapped = false;
    Segments.enabled = d.readFlag();
    if (!Segments.enabled) return;
    Segments.mapped = d.readFlag();
    if (d.readFlag()) {
      Segments.absolute = d.readFlag();
      for (let i = 0; i < SEGMENTS; i++) store<i32>(QUANTIZERS + (i << 2), d.readOptional(7));
      for (let i = 0; i < SEGMENTS; i++) store<i32>(LEVELS + (i << 2), d.readOptional(6));
    }
    if (!Segments.mapped) return;
    for (let i = 0; i < 3; i++) store<u32>(TREE + (i << 2), d.readFlag() ? d.readNumber(8) : 255);
  }

  /** The segment of the next macroblock (section 10). */
  static read(d: BoolDecoder): i32 {
    if (!Segments.mapped) return 0;
    const high = d.read(load<u32>(TREE));
    return high << 1 | d.read(load<u32>(TREE + (high << 2), 4));
  }

  static quantizer(i: i32, ofPicture: i32): i32 { return Segments.of(QUANTIZERS, i, ofPicture); }
  static filterLevel(i: i32, ofPicture: i32): i32 { return Segments.of(LEVELS, i, ofPicture); }

  private static of(values: usize, i: i32, ofPicture: i32): i32 {
    if (!Segments.enabled) return ofPicture;
    const own = load<i32>(values + (i << 2));
    return Segments.absolute ? own : ofPicture + own;
  }
}
