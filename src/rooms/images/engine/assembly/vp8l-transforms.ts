// Up to four transforms that a lossless WebP has been through (RFC 9649, section 3.5), undone from the last to the first.
import { alloc, allocZeroed } from "./memory";
import { BitReader } from "./vp8l-bits";
import { addCorrelated, addGreen, lookUp } from "./vp8l-colours";
import { blocks, readSmallImage } from "./vp8l-image";
import { addChannels, addPredictions } from "./vp8l-predictors";
import { Outcome } from "./webp-outcome";

enum Kind {
  Prediction,
  Correlation,
  Green,
  Palette,
}

const PALETTE_SIZE: i32 = 256;

@unmanaged class Transform {
  kind: Kind;
  /** Of pixels, when they come out. */
  width: i32;
  bits: u32;
  /** u32[]: a small image's pixels, or the palette. */
  data: usize;
  /** u32[width + 1], with a pixel before it: the row above. Of `Kind.Prediction` only. */
  above: usize;
}

const TRANSFORMS: usize = memory.data(4 * 20, 4);

@inline function transform(i: i32): Transform { return changetype<Transform>(TRANSFORMS + offsetof<Transform>() * i); }

export class Transforms {
  private static count: i32 = 0;
  /** Of the picture that is written in the bitstream: a palette of few colours makes it narrower. */
  static width: i32 = 0;

  /** False on failure, as the reader knows. */
  static read(r: BitReader, width: i32, height: i32): bool {
    Transforms.count = 0;
    Transforms.width = width;
    let seen: u32 = 0;
    while (r.read(1)) {
      const kind = <Kind>r.read(2);
      if (seen & (1 << kind)) return r.fail(Outcome.Unreadable);
      seen |= 1 << kind;
      const next = transform(Transforms.count++);
      next.kind = kind;
      next.width = Transforms.width;
      if (kind == Kind.Palette ? !readPalette(r, next) : kind != Kind.Green && !readBlocks(r, next, height)) return false;
      if (kind == Kind.Palette) Transforms.width = blocks(Transforms.width, next.bits);
    }
    return true;
  }

  /** Undoes them for row `y`, whose pixels lie at `row`. */
  static undo(row: usize, y: i32): void {
    for (let i = Transforms.count - 1; i >= 0; i--) {
      const t = transform(i);
      const ofBlocks = t.data + (<usize>(y >> t.bits) * blocks(t.width, t.bits) << 2);
      switch (t.kind) {
        case Kind.Prediction: {
          addPredictions(row, y > 0 ? t.above : 0, t.width, ofBlocks, t.bits);
          memory.copy(t.above, row, <usize>t.width << 2);
          break;
        }
        case Kind.Correlation: { addCorrelated(row, t.width, ofBlocks, t.bits); break; }
        case Kind.Green: { addGreen(row, t.width); break; }
        case Kind.Palette: { lookUp(row, t.width, t.data, t.bits); break; }
      }
    }
  }
}

function readBlocks(r: BitReader, t: Transform, height: i32): bool {
  t.bits = r.read(3) + 2;
  const image = readSmallImage(r, blocks(t.width, t.bits), blocks(height, t.bits));
  if (!image) return false;
  t.data = image.pixels;
  if (t.kind != Kind.Prediction) return true;
  const above = allocZeroed((<usize>t.width + 2) << 2);
  t.above = above + 4;
  return above != 0 || r.fail(Outcome.OutOfMemory);
}

/** Colours are written as differences from the one before. Beyond them it is transparent black. */
function readPalette(r: BitReader, t: Transform): bool {
  const colours = <i32>r.read(8) + 1;
  t.bits = colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3;
  const image = readSmallImage(r, colours, 1);
  if (!image) return false;
  t.data = allocZeroed(PALETTE_SIZE << 2);
  if (!t.data) return r.fail(Outcome.OutOfMemory);
  memory.copy(t.data, image.pixels, <usize>colours << 2);
  for (let i = 1; i < colours; i++) {
    const at = t.data + (<usize>i << 2);
    store<u32>(at, addChannels(load<u32>(at), load<u32>(at - 4)));
  }
  return true;
}
