/** What `assembly/exports.ts` exports: one picture at a time. Addresses are those of `memory`. */
export interface Core {
  readonly memory: WebAssembly.Memory;
  /** Forgets the last picture. */
  begin(): void;
  /** See `assembly/target.ts`. Answers where the pixels will lie; 0 without memory. */
  setTarget(
    columns: number,
    rows: number,
    startX: number,
    stepX: number,
    startY: number,
    stepY: number,
    first: number,
    columnStep: number,
    rowStep: number,
  ): number;
  /** Whether all pixels have been written: those that have not show some earlier picture. */
  isComplete(): number;
  /** Whether no pixel lets anything through. */
  isOpaque(): number;
  /** A JPEG follows; see `assembly/jpeg.ts`. False without memory, as for `startJpeg`. */
  beginJpeg(): number;
  /** How many bytes may be taken at once, after `makeJpegRoom` has said where they go. */
  jpegRoom(): number;
  makeJpegRoom(): number;
  takeJpeg(bytes: number): void;
  closeJpeg(): void;
  runJpeg(): number;
  startJpeg(): number;
  jpegWidth(): number;
  jpegHeight(): number;
  jpegMarker(): number;
  jpegSegment(): number;
  jpegSegmentBytes(): number;
  /** Room for a file, or a part of one, that has to be there as a whole. 0 without memory. */
  reserve(bytes: number): number;
  /**
   * Makes the picture of a VP8 frame that is in memory, and of its alpha unless that is at 0. Answers an `Outcome`
   * (`assembly/webp-outcome.ts`).
   */
  decodeVp8(address: number, bytes: number, alphaAddress: number, alphaBytes: number): number;
  /** The same for a lossless picture of that size. */
  decodeVp8l(address: number, bytes: number, width: number, height: number, hasAlpha: boolean): number;
  /** A PNG follows; see `assembly/png.ts`. Answers where its compressed data is to be written; 0 without memory. */
  beginPng(
    width: number,
    height: number,
    samples: number,
    depth: number,
    channels: number,
    form: number,
    interlaced: boolean,
  ): number;
  takePng(bytes: number): number;
  endPng(): number;
  /** A GIF follows; see `assembly/gif.ts`. Answers where its data is to be written; 0 without memory. */
  beginGif(
    screenWidth: number,
    screenHeight: number,
    left: number,
    top: number,
    width: number,
    height: number,
    channels: number,
    interlaced: boolean,
    sampleBits: number,
  ): number;
  takeGif(bytes: number): number;
  /** Where it is to be written what samples stand for: see `assembly/meanings.ts`. */
  meanings(): number;
  /** Rows of 1 to 4 interleaved eight-bit channels follow. Answers where each is to be written; 0 without memory. */
  beginRaster(width: number, height: number, channels: number): number;
  pushRasterRow(): void;
}

/** `length` bytes of the core's memory. Holds until the core grows its memory, so until the next call. */
export function bytesAt(core: Core, address: number, length: number): Uint8Array {
  return new Uint8Array(core.memory.buffer, address, length);
}
