/** Formats that a driver may be asked to read. HEIC is stored by the files room and never decoded. */
export type PictureType = "image/jpeg" | "image/png" | "image/webp" | "image/gif";

/**
 * What to make. Upscaling never happens: a smaller source gives a smaller picture. So may a driver that is short of
 * memory: with `inside` it may go down to half the size, rather than make nothing.
 */
export interface Rendition {
  /** Pixels. */
  width: number;
  /** Pixels; left out, it follows from the width. */
  height?: number;
  /** `cover` fills both sides and crops around the middle; `inside` keeps the whole picture. */
  fit: "cover" | "inside";
  /** 1 to 100. */
  quality: number;
}

export interface PictureSource {
  type: PictureType;
  /** Bytes. */
  size: number;
  body: ReadableStream<Uint8Array>;
}

export interface Picture {
  type: "image/webp";
  body: Uint8Array<ArrayBuffer>;
  /** Pixels of the result, upright. */
  width: number;
  height: number;
}

/**
 * The port to a picture engine. Reads a stream, answers an upright sRGB picture without any metadata: EXIF orientation
 * is applied, an ICC profile of curves and a matrix converted, any other profile disregarded. Of an animated PNG it
 * takes the still picture. What is missing at the end of a truncated JPEG comes out grey.
 *
 * Refuses as a problem: what is no whole picture of the named type (`images-unreadable`, 422), what this driver has no
 * decoder for, such as CMYK, GIF and animated WebP (`images-unsupported`, 422), and, before any decoder sees it, what
 * would take too much memory or time (`images-too-large`, 422). One decode runs at a time in an isolate; who waits
 * over 10 seconds gets `images-busy` (503 with Retry-After). The body has been read or cancelled in any case.
 */
export interface ImageDriver {
  readonly name: string;
  render(source: PictureSource, rendition: Rendition): Promise<Picture>;
}
