import { type ByteWindow, textAt } from "./byte-window.ts";
import { exifOrientation } from "./exif.ts";
import type { Orientation, OtherHeader, Span } from "./picture-header.ts";

const MOST_CHUNKS = 1024;
const LONGEST_EXIF = 1 << 20;
/** By IHDR's colour type (PNG, third edition, table 9). */
const COLOURS = { 0: "grey", 2: "rgb", 3: "palette", 4: "grey", 6: "rgb" } as const;
const DEPTHS: Record<keyof typeof COLOURS, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

interface Findings {
  animated: boolean;
  transparent: boolean;
  orientation: Orientation;
  profile: Span[];
}

/** Reads a PNG's chunks up to its image data. What comes after (an eXIf is allowed to) is not looked for. */
export async function scanPng(window: ByteWindow): Promise<OtherHeader | null> {
  const header = await window.view(8, 25);
  const colourType = header?.getUint8(17) as keyof typeof COLOURS;
  if (header?.getUint32(0) !== 13 || textAt(header, 4, 4) !== "IHDR" || !isHeader(header)) return null;
  const found: Findings = { animated: false, transparent: false, orientation: 1, profile: [] };
  if (!(await readChunks(window, found))) return null;
  return {
    type: "image/png",
    width: header.getUint32(8),
    height: header.getUint32(12),
    orientation: found.orientation,
    animated: found.animated,
    hasAlpha: colourType >= 4 || found.transparent,
    bitDepth: header.getUint8(16),
    colour: COLOURS[colourType],
    progressive: header.getUint8(20) === 1,
    profile: found.profile,
  };
}

function isHeader(header: DataView): boolean {
  const size = [header.getUint32(8), header.getUint32(12)];
  const depths = DEPTHS[header.getUint8(17) as keyof typeof COLOURS];
  return (
    size.every((side) => side > 0 && side < 2 ** 31) &&
    depths?.includes(header.getUint8(16)) === true &&
    header.getUint8(18) === 0 &&
    header.getUint8(19) === 0 &&
    header.getUint8(20) <= 1
  );
}

async function readChunks(window: ByteWindow, found: Findings): Promise<boolean> {
  let offset = 33;
  for (let chunks = 0; chunks < MOST_CHUNKS; chunks++) {
    const start = await window.view(offset, 8);
    if (!start) return false;
    const span = { offset: offset + 8, length: start.getUint32(0) };
    const name = textAt(start, 4, 4);
    if (name === "IDAT") return true;
    if (name === "IEND" || span.length >= 2 ** 31) return false;
    await readChunk(window, name, span, found);
    offset = span.offset + span.length + 4;
  }
  return false;
}

async function readChunk(window: ByteWindow, name: string, span: Span, found: Findings): Promise<void> {
  if (name === "tRNS") found.transparent = true;
  if (name === "iCCP") found.profile = [span];
  if (name === "acTL") found.animated = ((await window.view(span.offset, 4))?.getUint32(0) ?? 0) > 1;
  if (name !== "eXIf" || span.length > LONGEST_EXIF) return;
  const tiff = await window.view(span.offset, span.length);
  if (tiff) found.orientation = exifOrientation(tiff);
}
