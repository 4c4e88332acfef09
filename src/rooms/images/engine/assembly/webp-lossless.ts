// A lossless WebP as a picture of its own.
import { beginRaster, pushRasterRow } from "./raster";
import { Composer } from "./compose";
import { Target } from "./target";
import { Lossless } from "./vp8l";
import { Outcome } from "./webp-outcome";

/** Signature, sizes, whether alpha is used, version (RFC 9649, section 3.4). */
const HEADER_BYTES: usize = 5;

/** Decodes the `length` bytes from the signature on, as a picture of that size. */
export function decodeVp8l(at: usize, length: usize, width: i32, height: i32, hasAlpha: bool): Outcome {
  if (length < HEADER_BYTES) return Outcome.Unreadable;
  const outcome = Lossless.open(at + HEADER_BYTES, length - HEADER_BYTES, width, height);
  if (outcome != Outcome.Done) return outcome;
  const row = beginRaster(width, height, hasAlpha ? 4 : 3);
  if (!row) return Outcome.OutOfMemory;
  for (let y = 0; y < height && Composer.rows < Target.rows; y++) {
    const outcome = Lossless.readRow();
    if (outcome != Outcome.Done) return outcome;
    if (hasAlpha) storeRgba(row, width);
    else storeRgb(row, width);
    pushRasterRow();
  }
  return Outcome.Done;
}

function storeRgba(to: usize, width: i32): void {
  for (let x = 0; x < width; x++) {
    const argb = load<u32>(Lossless.row + (x << 2));
    store<u32>(to + (x << 2), argb & 0xff00ff00 | argb >> 16 & 0xff | (argb & 0xff) << 16);
  }
}

function storeRgb(to: usize, width: i32): void {
  for (let x = 0; x < width; x++, to += 3) {
    const argb = load<u32>(Lossless.row + (x << 2));
    store<u16>(to, <u16>(argb >> 16 & 0xff | argb & 0xff00));
    store<u8>(to, <u8>argb, 2);
  }
}
