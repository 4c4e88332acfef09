import { startsWith, textOf } from "./byte-text.ts";
import { Refusal } from "./detected.ts";
import { type FileBytes, PIECE } from "./file-bytes.ts";

/**
 * Tags that turn bytes into a web page. XMP and EXIF are full of other XML, so only whole names count, and by their
 * length a compressed picture has them by chance once in some hundred thousand files at most.
 */
const markup = /<(?:script|html|body|iframe|svg)[\s/>]|<!doctype html|<\?php\s/i;
const LONGEST_TAG = 16;

/** Refuses HTML, SVG and PHP anywhere between two offsets. */
export async function refuseMarkup(file: FileBytes, from: number, to: number): Promise<void> {
  for (let offset = from; offset < to; offset += PIECE - LONGEST_TAG) {
    const piece = await file.at(offset, Math.min(PIECE, to - offset));
    if (markup.test(textOf(piece))) throw new Refusal("polyglot");
    if (offset + PIECE >= to) return;
  }
}

/** Readers of PDF look for its header in the first 1,024 bytes, so no other format may have it there. */
export function refuseEmbeddedPdf(head: Uint8Array): void {
  if (/%PDF-\d/.test(textOf(head.subarray(0, 1024)))) throw new Refusal("polyglot");
}

/** ZIP, PDF, PE, ELF, RAR, 7z, gzip, and scripts. */
const foreign = ["PK\x03\x04", "%PDF-", "MZ", "\x7fELF", "Rar!", "7z\xbc\xaf", "\x1f\x8b\x08", "#!", "<"];

/**
 * Refuses what follows a picture's end if it is an archive, a document, a program or a page. Phones do append things,
 * and their photos have to pass: the MP4 of a motion photo, the gain map of an HDR photo, Samsung's SEFT block.
 */
export async function refuseForeignTrailer(file: FileBytes, end: number): Promise<void> {
  const start = await file.upTo(end, LONGEST_TAG);
  if (foreign.some((magic) => startsWith(start, magic))) throw new Refusal("polyglot");
  await refuseMarkup(file, end, Math.min(file.size, end + PIECE));
  await refuseMarkup(file, Math.max(end, file.size - PIECE), file.size);
}
