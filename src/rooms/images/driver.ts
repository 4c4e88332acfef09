/** Formats that a driver may be asked to read. HEIC is stored by the files room and never decoded. */
export type PictureType = "image/jpeg" | "image/png" | "image/webp" | "image/gif";

/** What to make. Upscaling never happens: a smaller source gives a smaller picture. */
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
 * The port to a picture engine. Reads a stream, answers an upright sRGB picture without any metadata.
 *
 * Refuses, as a problem and before it decodes: what is no picture of the named type (`images-unreadable`, 422), what
 * is too large or too costly for it (`images-too-large`, 422). One decode runs at a time in an isolate; who waits too
 * long gets `images-busy` (503 with Retry-After).
 */
export interface ImageDriver {
  readonly name: string;
  render(source: PictureSource, rendition: Rendition): Promise<Picture>;
}
