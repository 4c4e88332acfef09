import { countJpegScans } from "../../kit/picture-header/jpeg-scans.ts";
import type { JpegHeader } from "../../kit/picture-header/picture-header.ts";
import { imagesTooLarge, imagesUnreadable, imagesUnsupported } from "./problems.ts";
import { tooManyPixels, tooManyScans, tooMuchWork, unreadableDetails } from "./refusal-details.ts";

/** What a decoder will put up with. */
export interface JpegLimits {
  pixels: number;
  scans: number;
  /** Blocks of 8x8, counted again in each scan: what a picture costs in time however few bytes it has. */
  blocksDecoded: number;
}

/** An all-grey progressive JPEG spends one bit on a block. A file that claims to be denser breaks off early. */
const PIXELS_PER_BYTE = 8 * 64;
const COEFFICIENT_BYTES = 2;

/** Refuses kinds of JPEG that common decoders lack, and files made to burn time or memory. */
export function checkJpeg(header: JpegHeader, file: Uint8Array, limits: JpegLimits): void {
  if (header.coding !== "huffman" || header.bitDepth !== 8) throw imagesUnsupported();
  if (header.colour === "cmyk" || header.colour === "ycck") throw imagesUnsupported();
  const pixels = header.width * header.height;
  if (pixels > limits.pixels) throw imagesTooLarge({ detail: tooManyPixels(limits.pixels / 1e6) });
  if (pixels > file.length * PIXELS_PER_BYTE) throw imagesUnreadable({ detail: unreadableDetails.brokenOff });
  const scans = countJpegScans(file, limits.scans + 1);
  if (scans > limits.scans) throw imagesTooLarge({ detail: tooManyScans(limits.scans) });
  if (scans * blocksIn(header) > limits.blocksDecoded) throw imagesTooLarge({ detail: tooMuchWork });
}

/** Bytes of all coefficients, which decoders hold when a picture comes in several scans. */
export function coefficientBytes(header: JpegHeader): number {
  return blocksIn(header) * 64 * COEFFICIENT_BYTES;
}

/** Blocks of all components, up to whole MCUs (ITU-T T.81, A.2.4). */
function blocksIn({ width, height, samplings }: JpegHeader): number {
  const widest = Math.max(...samplings.map(({ horizontal }) => horizontal));
  const tallest = Math.max(...samplings.map(({ vertical }) => vertical));
  const units = Math.ceil(width / (8 * widest)) * Math.ceil(height / (8 * tallest));
  return samplings.reduce((blocks, { horizontal, vertical }) => blocks + units * horizontal * vertical, 0);
}
