import { type ByteWindow, textAt } from "./byte-window.ts";
import { after, exifOrientation } from "./exif.ts";
import type { Orientation, OtherHeader, Span } from "./picture-header.ts";

const MOST_CHUNKS = 256;
const LONGEST_EXIF = 1 << 20;
/** Bits of VP8X's first byte (RFC 9649, section 2.7.1). */
const ANIMATION = 0x02;
const ALPHA = 0x10;
/** Chunk header and what leads up to the size, in VP8 and VP8X. */
const LONGEST_START = 18;
/** The same in VP8L: all that a one-pixel file is sure to have. */
const SHORTEST_LOSSLESS = 13;

interface Metadata {
  orientation: Orientation;
  profile: Span[];
  lossless: boolean;
}

type Size = Pick<OtherHeader, "width" | "height" | "hasAlpha" | "animated">;

/** Reads a WebP container (RFC 9649): simple lossy, simple lossless or extended. */
export async function scanWebp(window: ByteWindow): Promise<OtherHeader | null> {
  const first = (await window.view(12, LONGEST_START)) ?? (await window.view(12, SHORTEST_LOSSLESS));
  const size = first && sizeOf(first);
  if (!size) return null;
  const extended = textAt(first, 0, 4) === "VP8X";
  const metadata = extended
    ? await readMetadata(window)
    : { orientation: 1 as const, profile: [], lossless: textAt(first, 0, 4) === "VP8L" };
  const { lossless, ...found } = metadata;
  return {
    type: "image/webp",
    ...size,
    ...found,
    bitDepth: 8,
    colour: lossless ? "rgb" : "ycbcr",
    progressive: false,
  };
}

function sizeOf(chunk: DataView): Size | null {
  const name = textAt(chunk, 0, 4);
  if (chunk.byteLength < LONGEST_START && name !== "VP8L") return null;
  switch (name) {
    case "VP8 ":
      return lossySize(chunk);
    case "VP8L":
      return losslessSize(chunk);
    case "VP8X":
      return extendedSize(chunk);
    default:
      return null;
  }
}

/** The frame tag and start code of a key frame (RFC 6386, section 9.1). */
function lossySize(chunk: DataView): Size | null {
  const isKeyFrame = (chunk.getUint8(8) & 1) === 0;
  const width = chunk.getUint16(14, true) & 0x3fff;
  const height = chunk.getUint16(16, true) & 0x3fff;
  if (!isKeyFrame || chunk.getUint8(11) !== 0x9d || chunk.getUint16(12) !== 0x012a || !width || !height)
    return null;
  return { width, height, hasAlpha: false, animated: false };
}

function losslessSize(chunk: DataView): Size | null {
  if (chunk.getUint8(8) !== 0x2f) return null;
  const bits = chunk.getUint32(9, true);
  const hasAlpha = (bits & (1 << 28)) !== 0;
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, hasAlpha, animated: false };
}

function extendedSize(chunk: DataView): Size {
  const flags = chunk.getUint8(8);
  const width = 1 + (chunk.getUint32(11, true) >>> 8);
  const height = 1 + (chunk.getUint32(14, true) >>> 8);
  return { width, height, hasAlpha: (flags & ALPHA) !== 0, animated: (flags & ANIMATION) !== 0 };
}

/** The profile comes before the picture and EXIF behind it, one chunk each. */
async function readMetadata(window: ByteWindow): Promise<Metadata> {
  const found: Metadata = { orientation: 1, profile: [], lossless: false };
  let offset = 12;
  for (let chunks = 0; chunks < MOST_CHUNKS; chunks++) {
    const start = await window.view(offset, 8);
    if (!start) break;
    const span = { offset: offset + 8, length: start.getUint32(4, true) };
    const name = textAt(start, 0, 4);
    if (name === "ICCP") found.profile = [span];
    if (name === "VP8L") found.lossless = true;
    if (name === "EXIF") found.orientation = await readOrientation(window, span);
    offset = span.offset + span.length + (span.length & 1);
  }
  return found;
}

/** Some writers put JPEG's `Exif\0\0` before the TIFF block. */
async function readOrientation(window: ByteWindow, { offset, length }: Span): Promise<Orientation> {
  const exif = length <= LONGEST_EXIF ? await window.view(offset, length) : null;
  if (!exif) return 1;
  return exifOrientation(textAt(exif, 0, 6) === "Exif\0\0" ? after(exif, 6) : exif);
}
