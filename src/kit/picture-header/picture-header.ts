/** EXIF 2.32, tag 0x0112: how the stored rows and columns have to be turned to stand upright; 1 means not at all. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A piece of the file: `length` bytes from `offset` on. */
export interface Span {
  offset: number;
  length: number;
}

/** What the first part of a picture file says about the picture. */
interface Header {
  /** Pixels, as stored: `uprightSize` says how they are seen. */
  width: number;
  height: number;
  orientation: Orientation;
  /** More than one frame. */
  animated: boolean;
  hasAlpha: boolean;
  /** Bits a channel. */
  bitDepth: number;
  /** How colours are coded; a WebP is `rgb` when lossless and `ycbcr` when lossy. */
  colour: "grey" | "rgb" | "palette" | "ycbcr" | "cmyk" | "ycck";
  /** Sent in several passes: progressive JPEG, Adam7 PNG, interlaced GIF. */
  progressive: boolean;
  /** Where the ICC profile lies, its pieces in order; empty when there is none. A PNG's is deflated. */
  profile: readonly Span[];
}

/** A JPEG's header, with what a decoder's cost follows from. */
export interface JpegHeader extends Header {
  type: "image/jpeg";
  /** What the SOF marker promises (ITU-T T.81, table B.1). Only `huffman` is common. */
  coding: "huffman" | "arithmetic" | "lossless" | "hierarchical";
  /** Whether the picture comes in more than one scan, so that a decoder has to keep all coefficients to the end. */
  multipleScans: boolean;
  /** Sampling factors of each component, 1 to 4. */
  samplings: readonly { horizontal: number; vertical: number }[];
}

/** The header of a picture in any other format. */
export interface OtherHeader extends Header {
  type: "image/png" | "image/webp" | "image/gif" | "image/heic";
}

export type PictureHeader = JpegHeader | OtherHeader;

/** Width and height in pixels as a viewer sees them: swapped when the picture lies on its side. */
export function uprightSize(header: PictureHeader): { width: number; height: number } {
  const { width, height } = header;
  return header.orientation >= 5 ? { width: height, height: width } : { width, height };
}
