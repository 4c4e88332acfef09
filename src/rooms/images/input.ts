import { inflateSync } from "node:zlib";
import type { PictureHeader, Span } from "../../kit/picture-header/picture-header.ts";
import { scanPicture } from "../../kit/picture-header/scan-picture.ts";
import { readBytes } from "../../kit/read-at.ts";
import type { PictureSource } from "./driver.ts";
import { type ColourProfile, readProfile } from "./engine/colour-profile.ts";
import { imagesTooLarge, imagesUnreadable } from "./problems.ts";

/** The decoders want the whole file in memory, twice for a moment: ours and their copy. */
const LARGEST_FILE = 32 << 20;
const LARGEST_PROFILE = 1 << 20;

/** Reads the whole file, calling `progress` for each piece that arrives. */
export async function readFile({ body, size }: PictureSource, progress: () => void): Promise<Uint8Array> {
  if (size > LARGEST_FILE) throw imagesTooLarge({ detail: sizeDetail });
  const file = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of body) {
    progress();
    if (filled + chunk.length > size) throw imagesUnreadable();
    file.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < size) throw imagesUnreadable();
  return file;
}

const sizeDetail = {
  ko: "32 MiB보다 큰 파일은 변환하지 않습니다.",
  en: "Files of more than 32 MiB are not converted.",
};

/** What the file says of itself, if it is what it was taken for. */
export async function readHeader(file: Uint8Array, type: PictureSource["type"]): Promise<PictureHeader> {
  const header = await scanPicture(readBytes(file));
  if (header?.type !== type) throw imagesUnreadable();
  return header;
}

/** The picture's colours as its ICC profile explains them; null when there is none that we understand. */
export function readColours(file: Uint8Array, { type, profile }: PictureHeader): ColourProfile | null {
  const bytes = joined(file, profile);
  try {
    return readProfile(type === "image/png" ? inflated(bytes) : bytes);
  } catch {
    return null;
  }
}

function joined(file: Uint8Array, spans: readonly Span[]): Uint8Array {
  const pieces = spans.map(({ offset, length }) => file.subarray(offset, offset + length));
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (pieces.length === 0 || bytes > LARGEST_PROFILE) return new Uint8Array(0);
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** iCCP (PNG, third edition, section 11.3.2.3): a name, a zero, the method, and the profile deflated. */
function inflated(chunk: Uint8Array): Uint8Array {
  return inflateSync(chunk.subarray(chunk.indexOf(0) + 2), { maxOutputLength: LARGEST_PROFILE });
}
