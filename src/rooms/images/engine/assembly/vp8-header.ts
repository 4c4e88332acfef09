// What a key frame begins with (RFC 6386, section 9), and where its partitions lie.
import { BoolDecoder } from "./bool-decoder";
import { LoopFilter } from "./vp8-filter-levels";
import { readFactors } from "./vp8-quantizer";
import { Segments } from "./vp8-segments";
import { readTokenProbabilities } from "./vp8-tokens";

const TAG_BYTES: usize = 10;

/** Modes first, then up to eight of coefficients. */
const DECODERS: usize = memory.data(9 * 24, 8);

@inline function decoder(i: i32): BoolDecoder { return changetype<BoolDecoder>(DECODERS + i * offsetof<BoolDecoder>()); }

export class Header {
  static width: i32 = 0;
  static height: i32 = 0;
  /** That a macroblock has coefficients, of 256; negative when nothing is said about it. */
  static skipProbability: i32 = -1;
  private static partitions: i32 = 1;

  /** Macroblocks' modes; before that, the rest of the header. */
  @inline static get modes(): BoolDecoder { return decoder(0); }
  /** The coefficients of a row of macroblocks. */
  @inline static tokens(row: i32): BoolDecoder { return decoder(1 + (row & (Header.partitions - 1))); }

  /** False when it makes no sense. `at`: the frame tag. */
  static read(at: usize, length: usize): bool {
    if (length < TAG_BYTES) return false;
    const tag = <u32>load<u16>(at) | <u32>load<u8>(at, 2) << 16;
    const first = <usize>(tag >> 5);
    if ((tag & 1) != 0 || load<u8>(at, 3) != 0x9d || load<u16>(at, 4) != 0x2a01) return false;
    if (first > length - TAG_BYTES) return false;
    Header.width = load<u16>(at, 6) & 0x3fff;
    Header.height = load<u16>(at, 8) & 0x3fff;
    const d = Header.modes;
    d.open(at + TAG_BYTES, at + TAG_BYTES + first);
    d.readNumber(2); // colour space and clamping: there is but one of each in use
    Segments.readHeader(d);
    LoopFilter.readHeader(d);
    Header.partitions = 1 << d.readNumber(2);
    if (!Header.openPartitions(at + TAG_BYTES + first, at + length)) return false;
    readFactors(d);
    d.readFlag(); // what the next frame begins with: there is none
    readTokenProbabilities(d);
    Header.skipProbability = d.readFlag() ? <i32>d.readNumber(8) : -1;
    return !d.isCutOff;
  }

  /** Section 9.5: three bytes of length for each but the last. */
  private static openPartitions(at: usize, end: usize): bool {
    const sizes: usize = 3 * (Header.partitions - 1);
    if (end - at < sizes) return false;
    let from = at + sizes;
    for (let i = 0; i < Header.partitions; i++, at += 3) {
      const left = end - from;
      const size = i < Header.partitions - 1 ? min(<usize>load<u16>(at) | <usize>load<u8>(at, 2) << 16, left) : left;
      decoder(1 + i).open(from, from + size);
      from += size;
    }
    return true;
  }
}
