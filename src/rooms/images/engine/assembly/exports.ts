// What the host calls. One picture at a time: `begin`, then the calls of its format, then the pixels.
import { Composer, isComplete, isOpaque } from "./compose";
import { alloc, resetHeap } from "./memory";
import { Target } from "./target";
import { SPARE_BYTES } from "./vp8l-bits";

export {
  beginJpeg, closeJpeg, jpegHeight, jpegMarker, jpegRoom, jpegSegment, jpegSegmentBytes, jpegWidth, makeJpegRoom, runJpeg, startJpeg, takeJpeg,
} from "./jpeg";
export { isComplete, isOpaque };
export { beginGif, takeGif } from "./gif";
export { meanings } from "./meanings";
export { beginPng, endPng, takePng } from "./png";
export { beginRaster, pushRasterRow } from "./raster";
export { decodeVp8 } from "./vp8-frame";
export { decodeVp8l } from "./webp-lossless";

/** Forgets the last picture. */
export function begin(): void {
  resetHeap();
  Target.pixels = 0;
}

/** Room for a file, or a part of one, that has to be there as a whole. 0 when memory is out. */
export function reserve(bytes: usize): usize {
  const at = alloc(bytes + SPARE_BYTES);
  if (at) store<u64>(at + bytes, 0);
  return at;
}

/** Says what to make (see `Target`). 0 when memory is out. */
export function setTarget(
  columns: i32, rows: i32,
  startX: f64, stepX: f64, startY: f64, stepY: f64,
  first: i32, columnStep: i32, rowStep: i32,
): usize {
  Target.columns = columns;
  Target.rows = rows;
  Target.startX = startX;
  Target.stepX = stepX;
  Target.startY = startY;
  Target.stepY = stepY;
  Target.first = first;
  Target.columnStep = columnStep;
  Target.rowStep = rowStep;
  Composer.rows = 0;
  Target.pixels = alloc(<usize>columns * rows * 4);
  return Target.pixels;
}
