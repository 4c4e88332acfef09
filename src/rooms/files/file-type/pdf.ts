import { textOf } from "./byte-text.ts";
import { Refusal } from "./detected.ts";
import type { FileBytes } from "./file-bytes.ts";
import { refuseMarkup } from "./hidden-content.ts";

/** Readers look for the end marker in the last 1,024 bytes (Adobe's note on ISO 32000-1, 7.5.5). */
const TAIL = 1024;

/**
 * Checks a PDF's two ends: a header at byte 0, and a pointer into the file with an end marker at its end. Encryption,
 * JavaScript and launch actions are let through: documents are only ever served as attachments, and readers ask.
 */
export async function inspectPdf(file: FileBytes): Promise<void> {
  if (!/^%PDF-[12]\.\d/.test(textOf(await file.upTo(0, 8)))) throw new Refusal("malformed");
  const from = Math.max(0, file.size - TAIL);
  const tail = textOf(await file.at(from, file.size - from));
  const end = tail.lastIndexOf("%%EOF");
  if (end < 0) throw new Refusal("truncated");
  const pointer = /startxref\s+(\d{1,15})\s+$/.exec(tail.slice(0, end))?.[1];
  if (pointer === undefined || Number(pointer) >= file.size) throw new Refusal("malformed");
  await refuseMarkup(file, from + end, file.size);
}
