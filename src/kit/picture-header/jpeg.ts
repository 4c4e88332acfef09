import { type ByteWindow, textAt } from "./byte-window.ts";
import { after, exifOrientation } from "./exif.ts";
import type { JpegHeader, Orientation, Span } from "./picture-header.ts";

const MOST_SEGMENTS = 4096;

const SOI = 0xd8;
const SOS = 0xda;
const EOI = 0xd9;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const EXIF = "Exif\0\0";
const ICC = "ICC_PROFILE\0";

/** What the segments before the first scan have told so far. */
interface Findings {
  frame: Pick<JpegHeader, "width" | "height" | "bitDepth" | "coding" | "progressive" | "samplings"> | null;
  componentIds: string;
  orientation: Orientation;
  adobeTransform: number | null;
  profile: (Span & { sequence: number })[];
}

/** Reads a JPEG's segments up to its first scan (ITU-T T.81, annex B). Null when they make no picture. */
export async function scanJpeg(window: ByteWindow): Promise<JpegHeader | null> {
  const found: Findings = {
    frame: null,
    componentIds: "",
    orientation: 1,
    adobeTransform: null,
    profile: [],
  };
  let offset = 2;
  for (let segments = 0; segments < MOST_SEGMENTS; segments++) {
    const view = await window.view(offset, 4);
    if (view?.getUint8(0) !== 0xff) return null;
    const marker = view.getUint8(1);
    if (marker === SOS) return assemble(found, await window.view(offset + 4, 1));
    if (marker === EOI || marker === SOI) return null;
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    const length = view.getUint16(2);
    if (length < 2 || !(await readSegment(window, marker, { offset: offset + 4, length: length - 2 }, found)))
      return null;
    offset += 2 + length;
  }
  return null;
}

async function readSegment(
  window: ByteWindow,
  marker: number,
  span: Span,
  found: Findings,
): Promise<boolean> {
  if (!isFrame(marker) && marker !== APP1 && marker !== APP2 && marker !== APP14) return true;
  const segment = await window.view(span.offset, span.length);
  if (!segment) return false;
  if (isFrame(marker)) return readFrame(segment, marker, found);
  if (marker === APP1 && textAt(segment, 0, 6) === EXIF)
    found.orientation = exifOrientation(after(segment, 6));
  if (marker === APP2 && textAt(segment, 0, 12) === ICC && segment.byteLength > 14)
    found.profile.push({
      offset: span.offset + 14,
      length: span.length - 14,
      sequence: segment.getUint8(12),
    });
  if (marker === APP14 && textAt(segment, 0, 5) === "Adobe" && segment.byteLength >= 12)
    found.adobeTransform = segment.getUint8(11);
  return true;
}

/** SOF0 to SOF15; C4, C8 and CC in between are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(segment: DataView, marker: number, found: Findings): boolean {
  if (found.frame || segment.byteLength < 6) return false;
  const components = segment.getUint8(5);
  if (segment.byteLength < 6 + components * 3) return false;
  const samplings = Array.from({ length: components }, (_, i) => segment.getUint8(7 + i * 3)).map(
    (factors) => ({
      horizontal: factors >> 4,
      vertical: factors & 15,
    }),
  );
  const height = segment.getUint16(1);
  const width = segment.getUint16(3);
  if (!width || !height || !samplings.every(isSampling)) return false;
  found.componentIds = Array.from({ length: components }, (_, i) => textAt(segment, 6 + i * 3, 1)).join("");
  found.frame = {
    width,
    height,
    samplings,
    bitDepth: segment.getUint8(0),
    coding: codingOf(marker),
    progressive: (marker & 3) === 2,
  };
  return true;
}

function isSampling({ horizontal, vertical }: { horizontal: number; vertical: number }): boolean {
  return horizontal >= 1 && horizontal <= 4 && vertical >= 1 && vertical <= 4;
}

function codingOf(marker: number): JpegHeader["coding"] {
  if ((marker & 3) === 3) return "lossless";
  if ((marker & 7) > 4) return "hierarchical";
  return marker > 0xc8 ? "arithmetic" : "huffman";
}

function assemble(found: Findings, scan: DataView | null): JpegHeader | null {
  const colour = found.frame && colourOf(found, found.frame.samplings.length);
  if (!found.frame || !colour || !scan) return null;
  const profile = found.profile
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ offset, length }) => ({ offset, length }));
  return {
    type: "image/jpeg",
    ...found.frame,
    multipleScans: found.frame.progressive || scan.getUint8(0) < found.frame.samplings.length,
    orientation: found.orientation,
    animated: false,
    hasAlpha: false,
    colour,
    profile,
  };
}

/** As libjpeg guesses it (`default_decompress_parms`): Adobe's marker decides, then component names. */
function colourOf(
  { adobeTransform, componentIds }: Findings,
  components: number,
): JpegHeader["colour"] | null {
  if (components === 1) return "grey";
  if (components === 3)
    return adobeTransform === 0 || (adobeTransform === null && componentIds === "RGB") ? "rgb" : "ycbcr";
  if (components === 4) return adobeTransform === 2 ? "ycck" : "cmyk";
  return null;
}
