// Lossless WebP (RFC 9649, section 3), row by row: of what is decoded, only the last million pixels are kept.
import { alloc } from "./memory";
import { BitReader } from "./vp8l-bits";
import { EntropyImage } from "./vp8l-image";
import { findNearPixels } from "./vp8l-near-pixels";
import { Transforms } from "./vp8l-transforms";
import { Outcome } from "./webp-outcome";

const READER: usize = memory.data(32, 8);

/** One picture at a time. */
export class Lossless {
  /** u32[]: ARGB of the row that was read last. */
  static row: usize = 0;
  private static image: EntropyImage = changetype<EntropyImage>(0);
  private static rows: i32 = 0;

  @inline private static get reader(): BitReader { return changetype<BitReader>(READER); }

  /** Begins with the transforms, behind the header if there is one. */
  static open(at: usize, length: usize, width: i32, height: i32): Outcome {
    const r = Lossless.reader;
    r.open(at, at + length);
    findNearPixels();
    Lossless.rows = 0;
    if (!Transforms.read(r, width, height)) return r.outcome;
    const image = EntropyImage.create(Transforms.width, height);
    Lossless.row = alloc((<usize>width + 4) << 2);
    if (!image || !Lossless.row) return Outcome.OutOfMemory;
    Lossless.image = image;
    image.readCodes(r, true);
    return r.outcome;
  }

  /** Reads the next row to `row`. */
  static readRow(): Outcome {
    const r = Lossless.reader;
    const image = Lossless.image;
    const start = <u32>image.width * Lossless.rows;
    if (image.readPixels(r, start + image.width)) {
      image.copyTo(Lossless.row, start, image.width);
      Transforms.undo(Lossless.row, Lossless.rows++);
    }
    return r.outcome;
  }
}
