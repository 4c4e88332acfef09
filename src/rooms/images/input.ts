import { inflateSync } from "node:zlib";
import type { PictureHeader, Span } from "../../kit/picture-header/picture-header.ts";
import { scanPicture } from "../../kit/picture-header/scan-picture.ts";
import { readBytes } from "../../kit/read-at.ts";
import type { PictureSource } from "./driver.ts";
import { type ColourProfile, readProfile } from "./engine/colour-profile.ts";
import type { Source } from "./engine/engine.ts";
import { imagesTooLarge, imagesUnreadable } from "./problems.ts";
import { unreadableDetails } from "./refusal-details.ts";
import { openStoredBody } from "./stored-body.ts";

/** The decoders want the whole file in memory, twice for a moment: ours and their copy. */
const LARGEST_FILE = 32 << 20;
const LARGEST_PROFILE = 1 << 20;

/** How a file is read: `progress` is called for each piece, which may take so many milliseconds to come. */
export interface Reading {
  progress: () => void;
  patience: number;
}

/** Reads the whole file. */
export async function readFile({ body, size }: PictureSource, reading: Reading): Promise<Uint8Array> {
  if (size > LARGEST_FILE) throw imagesTooLarge({ detail: sizeDetail });
  const source = openStoredBody(body, reading.patience);
  try {
    return await readExactly(source, size, reading.progress);
  } finally {
    await source.cancel().catch(() => {});
  }
}

async function readExactly(source: Source, size: number, progress: () => void): Promise<Uint8Array> {
  const file = new Uint8Array(size);
  let filled = 0;
  for (;;) {
    const { done, value } = await source.read();
    progress();
    if (done || !value) break;
    if (filled + value.length > size) throw imagesUnreadable({ detail: unreadableDetails.anotherLength });
    file.set(value, filled);
    filled += value.length;
  }
  if (filled < size) throw imagesUnreadable({ detail: unreadableDetails.anotherLength });
  return file;
}

const sizeDetail = {
  ko: "32 MiB보다 큰 파일은 변환하지 않습니다.",
  en: "Files of more than 32 MiB are not converted.",
};

/** What the file says of itself, if it is what it was taken for. */
export async function readHeader(file: Uint8Array, type: PictureSource["type"]): Promise<PictureHeader> {
  const header = await scanPicture(readBytes(file));
  if (header?.type !== type) throw imagesUnreadable({ detail: unreadableDetails.anotherType });
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
