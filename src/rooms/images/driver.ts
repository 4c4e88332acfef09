/** Formats that a driver may be asked to read. HEIC is stored by the files room and never decoded. */
export type PictureType = "image/jpeg" | "image/png" | "image/webp" | "image/gif";

/** Formats that a driver may be asked to write. */
export type OutputType = "image/webp" | "image/jpeg" | "image/png" | "image/avif";

/** A point of the upright picture: 0 is its left or upper edge, 1 the right or lower one. */
export interface Focus {
  x: number;
  y: number;
}

/**
 * What to make. Upscaling never happens: a smaller source gives a smaller picture. So may a driver that is short of
 * memory: with `inside` it may go down to half the size, rather than make nothing.
 */
export interface Rendition {
  /** Pixels. */
  width: number;
  /** Pixels; left out, it follows from the width. */
  height?: number;
  /** `cover` fills both sides and crops what is too much; `inside` keeps the whole picture. */
  fit: "cover" | "inside";
  /** What a crop has in its middle, or as near to it as the picture's edges allow. Left out, the picture's own middle. */
  focus?: Focus;
  /** One that the driver writes. */
  type: OutputType;
  /** 1 to 100; formats without loss disregard it. */
  quality: number;
}

export interface PictureSource {
  type: PictureType;
  /** Bytes. */
  size: number;
  body: ReadableStream<Uint8Array>;
}

export interface Picture {
  /** What was asked for, unless making that would have taken too long. */
  type: OutputType;
  body: Uint8Array<ArrayBuffer>;
  /** Pixels of the result, upright. */
  width: number;
  height: number;
}

/**
 * The port to a picture engine. Reads a stream, answers an upright sRGB picture without any metadata: EXIF orientation
 * is applied, an ICC profile of curves and a matrix converted, any other profile disregarded. Of what moves it takes one
 * picture, or refuses it. A file that breaks off is refused, or drawn as far as it goes.
 *
 * Refuses as a problem: what is no whole picture of the named type (`images-unreadable`, 422), what this driver has no
 * decoder for (`images-unsupported`, 422), and what would take too much memory or time (`images-too-large`, 422): of
 * each, how much a driver takes, `test/worker/images/contract.ts` tells. Where the picture is decoded here, one is at a
 * time in an isolate, and who waits over 10 seconds gets `images-busy` (503 with Retry-After). The body has been read or cancelled in any case.
 */
export interface ImageDriver {
  readonly name: string;
  readonly writes: readonly OutputType[];
  render(source: PictureSource, rendition: Rendition): Promise<Picture>;
}
