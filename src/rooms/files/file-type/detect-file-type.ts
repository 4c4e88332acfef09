import type { ReadAt } from "../../../kit/read-at.ts";
import { refuseActiveText, refusePrograms } from "./active-content.ts";
import { startsWith } from "./byte-text.ts";
import { inspectCompoundFile } from "./compound/inspect-compound-file.ts";
import { type Detected, type DetectedType, extensions, Refusal } from "./detected.ts";
import { refuseSecuredDocument } from "./document-security.ts";
import { FileBytes } from "./file-bytes.ts";
import { refuseEmbeddedPdf } from "./hidden-content.ts";
import { inspectPdf } from "./pdf.ts";
import { inspectGif } from "./pictures/gif.ts";
import { beginsAsHeic, inspectHeic } from "./pictures/heic.ts";
import { inspectJpeg } from "./pictures/jpeg.ts";
import { inspectPng } from "./pictures/png.ts";
import { beginsAsWebp, inspectWebp } from "./pictures/webp.ts";
import { isText } from "./text.ts";
import { endsAsZip } from "./zip/end-record.ts";
import { inspectZip } from "./zip/inspect-zip.ts";

/**
 * Tells what a file is by its structure, never by its name, and refuses what is two things at once, runs, or would
 * blow up when unpacked. Throws only what `read` throws. A document or a photo costs 1 to 5 reads, a picture that has to
 * be walked through more, no file more than 96. In memory: 1 MiB of the file, and 4 MiB of what one piece unpacks to.
 */
export async function detectFileType(read: ReadAt, size: number): Promise<Detected> {
  try {
    const type = await inspect(new FileBytes(read, size));
    return { ok: true, type, extension: extensions[type] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, reason: error.reason, detail: error.detail };
  }
}

interface Format {
  begins(head: Uint8Array): boolean;
  inspect(file: FileBytes): Promise<DetectedType>;
}

const formats: readonly Format[] = [
  { begins: signature("\xff\xd8\xff"), inspect: as("image/jpeg", inspectJpeg) },
  { begins: signature("\x89PNG\r\n\x1a\n"), inspect: as("image/png", inspectPng) },
  { begins: beginsAsWebp, inspect: as("image/webp", inspectWebp) },
  { begins: signature("GIF87a"), inspect: as("image/gif", inspectGif) },
  { begins: signature("GIF89a"), inspect: as("image/gif", inspectGif) },
  { begins: beginsAsHeic, inspect: as("image/heic", inspectHeic) },
  { begins: signature("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), inspect: inspectCompoundFile },
  { begins: signature("\x1f\x8b\x08"), inspect: async () => "application/gzip" },
];

async function inspect(file: FileBytes): Promise<DetectedType> {
  if (file.size === 0) throw new Refusal("truncated");
  const head = await file.upTo(0, 1024);
  if (startsWith(head, "PK\x03\x04")) return inspectZip(file);
  if (await endsAsZip(file)) throw new Refusal("polyglot");
  if (startsWith(head, "%PDF-")) return as("application/pdf", inspectPdf)(file);
  refuseEmbeddedPdf(head);
  const format = formats.find((candidate) => candidate.begins(head));
  return format ? format.inspect(file) : inspectUnknown(file, head);
}

async function inspectUnknown(file: FileBytes, head: Uint8Array): Promise<DetectedType> {
  refuseSecuredDocument(head);
  refuseActiveText(head);
  if (await isText(file)) return "text/plain";
  refusePrograms(head);
  return "application/octet-stream";
}

function signature(signature: string): Format["begins"] {
  return (head) => startsWith(head, signature);
}

function as(type: DetectedType, check: (file: FileBytes) => Promise<void>): Format["inspect"] {
  return async (file) => {
    await check(file);
    return type;
  };
}
