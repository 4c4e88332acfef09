// How a macroblock is predicted (RFC 6386, sections 10 and 11).
import { BoolDecoder } from "./bool-decoder";
import { SUBBLOCK_PROBABILITIES } from "./vp8-mode-probabilities";
import { Segments } from "./vp8-segments";

/** Of a whole macroblock's luma, or its chroma. */
export enum Mode {
  Dc,
  Vertical,
  Horizontal,
  TrueMotion,
  /** Luma only: each of its sub-blocks has a mode of its own. */
  Subblocks,
}

/** Of 4x4 samples: where they come from. */
export enum SubblockMode {
  Dc,
  TrueMotion,
  Vertical,
  Horizontal,
  LeftDown,
  RightDown,
  VerticalRight,
  VerticalLeft,
  HorizontalDown,
  HorizontalUp,
}

/** Branches in pairs; a leaf is a mode negated (section 11.2). */
const SUBBLOCK_TREE: usize = memory.data<i8>([0, 2, -1, 4, -2, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9]);
const SUBBLOCK_MODES: i32 = 10;
const SUBBLOCK_BRANCHES: i32 = 9;
/** What a macroblock counts as for the sub-blocks of its neighbours, by `Mode`. */
const AS_SUBBLOCK: usize = memory.data<u8>([
  <u8>SubblockMode.Dc, <u8>SubblockMode.Vertical, <u8>SubblockMode.Horizontal, <u8>SubblockMode.TrueMotion,
]);

/** The macroblock at work. */
export class Macroblock {
  static segment: i32 = 0;
  /** Whether the bitstream says that it has no coefficients. */
  static skipped: bool = false;
  static luma: Mode = Mode.Dc;
  static chroma: Mode = Mode.Dc;
}

/** u8[16]: each sub-block's `SubblockMode`, row by row, when the luma mode says that they have one. */
export const SUBBLOCKS: usize = memory.data(16, 16);

/**
 * Reads the next macroblock's modes. `above` and `left`: u8[4], the modes of the sub-blocks that it touches, which become
 * those of its own last row and column. `skipProbability`: negative when none are skipped.
 */
export function readModes(d: BoolDecoder, skipProbability: i32, above: usize, left: usize): void {
  Macroblock.segment = Segments.read(d);
  Macroblock.skipped = skipProbability >= 0 && d.read(skipProbability) != 0;
  Macroblock.luma = readLumaMode(d);
  if (Macroblock.luma == Mode.Subblocks) readSubblockModes(d, above, left);
  else {
    const modes = <u32>load<u8>(AS_SUBBLOCK + Macroblock.luma) * 0x01010101;
    store<u32>(above, modes);
    store<u32>(left, modes);
  }
  Macroblock.chroma = readChromaMode(d);
}

function readLumaMode(d: BoolDecoder): Mode {
  if (d.read(145) == 0) return Mode.Subblocks;
  if (d.read(156) == 0) return d.read(163) == 0 ? Mode.Dc : Mode.Vertical;
  return d.read(128) == 0 ? Mode.Horizontal : Mode.TrueMotion;
}

function readChromaMode(d: BoolDecoder): Mode {
  if (d.read(142) == 0) return Mode.Dc;
  if (d.read(114) == 0) return Mode.Vertical;
  return d.read(183) == 0 ? Mode.Horizontal : Mode.TrueMotion;
}

function readSubblockModes(d: BoolDecoder, above: usize, left: usize): void {
  for (let y = 0; y < 4; y++) {
    let mode = <i32>load<u8>(left + y);
    for (let x = 0; x < 4; x++) {
      mode = readSubblockMode(d, <i32>load<u8>(above + x), mode);
      store<u8>(above + x, <u8>mode);
      store<u8>(SUBBLOCKS + (y << 2) + x, <u8>mode);
    }
    store<u8>(left + y, <u8>mode);
  }
}

function readSubblockMode(d: BoolDecoder, above: i32, left: i32): i32 {
  const probabilities = SUBBLOCK_PROBABILITIES + (above * SUBBLOCK_MODES + left) * SUBBLOCK_BRANCHES;
  let branch: i32 = 0;
  do {
    const bit = d.read(load<u8>(probabilities + (branch >> 1)));
    branch = load<i8>(SUBBLOCK_TREE + branch + bit);
  } while (branch > 0);
  return -branch;
}
