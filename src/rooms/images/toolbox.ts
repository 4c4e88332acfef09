import type { PictureHeader } from "../../kit/picture-header/picture-header.ts";
import type { Codec, CodecHolder } from "./codecs/codec.ts";
import type { PictureType } from "./driver.ts";
import type { Encoders } from "./encoders/encoder.ts";
import type { Layout, Size } from "./engine/geometry.ts";
import type { Raster } from "./pixels.ts";

/** A size that a decoder can deliver: the stored one times `scale`, rounded up where it is no whole number. */
export interface DecodedSize extends Size {
  scale: number;
}

export interface Decoder extends Codec {
  /** Decodes at `size`, which its toolbox has offered. The raster holds until the next call. Throws on bad input. */
  decode(file: Uint8Array, size: Size): Raster;
}

/** What a driver is made of: codecs, and what is known of their limits and their hunger. */
export interface Toolbox {
  decoders: Partial<Record<PictureType, CodecHolder<Decoder>>>;
  encoders: Encoders;
  /** Throws a problem for a picture that these codecs cannot open, or only at too high a price. */
  check(header: PictureHeader, file: Uint8Array): void;
  /** The sizes at which the decoder can deliver the picture for this layout, the best one first. */
  decodeSizes(header: PictureHeader, layout: Layout): DecodedSize[];
  /** The most memory, in bytes, that both codecs will take for a file of `fileBytes`. */
  codecBytes(header: PictureHeader, fileBytes: number, decoded: Size, result: Size): number;
}

/** The only size that a decoder without scaling can deliver. */
export function whole({ width, height }: Size): DecodedSize {
  return { width, height, scale: 1 };
}
