import type { ByteReader } from "./byte-reader.ts";
import { readProfile } from "./colour-profile.ts";
import { bytesAt, type Core } from "./core.ts";
import { readOrientation } from "./exif.ts";
import type { Orientation } from "./orientation.ts";
import { PictureError, type Reason, tooLarge, unreadable } from "./picture-error.ts";
import type { Stage } from "./stage.ts";

/** What the core asks for (`Event` in `assembly/jpeg.ts`). */
const NEEDS_INPUT = 0;
const SEGMENT = 1;
const FRAME = 2;
const DONE = 3;

const APP1 = 0xe1;
const APP2 = 0xe2;
const EXIF = bytesOf("Exif\0\0");
const ICC = bytesOf("ICC_PROFILE\0");
const LARGEST_PROFILE = 1 << 20;
/** Of applications: a profile has up to 255, large metadata some hundred. */
const MOST_SEGMENTS = 50_000;
/** Each block has a bit at least, that of its mean, so a byte is 512 pixels; twice that leaves room. */
const MOST_PIXELS_PER_BYTE = 1024;

/** Of `Refusal` in `assembly/jpeg-refusal.ts`, in its order. */
const refusals: readonly (readonly [Reason, string])[] = [
  ["unreadable", "no reason"],
  ["unreadable", "no JPEG"],
  ["unreadable", "a segment whose length cannot be"],
  ["unreadable", "a frame header that cannot be"],
  ["unreadable", "two frames"],
  ["unreadable", "a Huffman table that makes no code"],
  ["unreadable", "a quantisation table that is cut off"],
  ["unreadable", "a scan header that cannot be"],
  ["unreadable", "a scan whose tables are missing"],
  ["unreadable", "no picture in the file"],
  ["unsupported", "more than 8 bits a sample"],
  ["unsupported", "lossless or arithmetic coding"],
  ["unsupported", "two components, or more than four"],
  ["unsupported", "a height that comes after the picture"],
  ["too-large", "more than 100 scans"],
  ["too-large", "too many blocks in too many scans"],
  ["too-large", "more memory than an instance has"],
];

/** What the segments in front of the picture say. */
class Metadata {
  /** What the first EXIF says, as in sharp; null without any. */
  orientation: Orientation | null = null;
  /** By number; the first is 1. */
  readonly #profile = new Map<number, Uint8Array>();
  #profileBytes = 0;
  #segments = 0;

  take(marker: number, content: Uint8Array): void {
    if (++this.#segments > MOST_SEGMENTS) throw unreadable(`more than ${MOST_SEGMENTS} segments of metadata`);
    if (marker === APP1 && startsWith(content, EXIF))
      this.orientation ??= readOrientation(content.subarray(EXIF.length));
    if (marker === APP2 && startsWith(content, ICC)) this.#takeProfile(content.slice(ICC.length));
  }

  /** ICC.1:2022, annex B.4: the piece's number and how many there are, then up to 64 KiB. */
  #takeProfile(content: Uint8Array): void {
    this.#profileBytes += content.length;
    if (this.#profileBytes <= LARGEST_PROFILE) this.#profile.set(content[0]!, content.subarray(2));
  }

  colours() {
    if (this.#profileBytes === 0 || this.#profileBytes > LARGEST_PROFILE) return null;
    const pieces = [...this.#profile].toSorted(([one], [other]) => one - other).map(([, piece]) => piece);
    const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return readProfile(bytes);
  }
}

/**
 * JPEG (ITU-T T.81): sequential and progressive with Huffman codes, 8 bits a sample. Of a file that breaks off, what has
 * come is the picture and the rest is grey, or for a progressive one coarse.
 */
export async function readJpeg(bytes: ByteReader, stage: Stage): Promise<void> {
  const { core } = stage;
  const metadata = new Metadata();
  if (!core.beginJpeg()) throw tooLarge("more memory than an instance has");
  for (;;) {
    const event = core.runJpeg();
    if (event === NEEDS_INPUT) await feed(core, bytes);
    else if (event === SEGMENT)
      metadata.take(core.jpegMarker(), bytesAt(core, core.jpegSegment(), core.jpegSegmentBytes()));
    else if (event === FRAME) startPicture(stage, metadata);
    else if (event === DONE) return;
    else throw refusal(-event);
  }
}

async function feed(core: Core, bytes: ByteReader): Promise<void> {
  const piece = await bytes.next(core.jpegRoom());
  if (piece) {
    bytesAt(core, core.makeJpegRoom(), piece.length).set(piece);
    core.takeJpeg(piece.length);
    return;
  }
  if (core.jpegWidth() * core.jpegHeight() > bytes.taken * MOST_PIXELS_PER_BYTE)
    throw unreadable("hardly anything of the picture is there");
  core.closeJpeg();
}

function startPicture(stage: Stage, metadata: Metadata): void {
  const { core } = stage;
  const orientation = metadata.orientation ?? 1;
  stage.layOut({ width: core.jpegWidth(), height: core.jpegHeight(), orientation });
  stage.colours = metadata.colours();
  if (!core.startJpeg()) throw tooLarge("more memory than an instance has");
}

function refusal(code: number): PictureError {
  const [reason, rule] = refusals[code]!;
  return new PictureError(reason, rule);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length > start.length && start.every((value, i) => bytes[i] === value);
}
