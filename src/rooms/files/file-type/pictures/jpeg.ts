import { Refusal } from "../detected.ts";
import { type FileBytes, PIECE, STEP } from "../file-bytes.ts";
import { refuseForeignTrailer, refuseMarkup } from "../hidden-content.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;

/**
 * Checks a JPEG's segments (ITU-T T.81, annex B), looks for pages in its metadata, and finds its end. A file
 * whose last bytes are an end marker is taken by its word, which spares reading the picture itself.
 */
export async function inspectJpeg(file: FileBytes): Promise<void> {
  const scan = await findFirstScan(file);
  if (scan > file.size - 2) throw new Refusal("truncated");
  const ending = await file.at(file.size - 2, 2);
  if (ending[0] === 0xff && ending[1] === EOI) {
    return refuseMarkup(file, Math.max(scan, file.size - PIECE), file.size);
  }
  await refuseForeignTrailer(file, await findEnd(file, scan));
}

/** Walks over the segments before the picture; answers where the first scan's data begins. */
async function findFirstScan(file: FileBytes): Promise<number> {
  let hasFrame = false;
  for (let offset = 2; ; ) {
    const view = await file.view(offset, 4);
    const marker = view.getUint8(1);
    if (view.getUint8(0) !== 0xff || marker === SOI || marker === EOI) throw new Refusal("malformed");
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    const end = offset + 2 + view.getUint16(2);
    if (view.getUint16(2) < 2) throw new Refusal("malformed");
    if (marker === SOS && hasFrame) return end;
    if (marker === SOS) throw new Refusal("malformed");
    if (isFrame(marker)) hasFrame = true;
    if ((marker >= 0xe0 && marker <= 0xef) || marker === COM) await refuseMarkup(file, offset + 4, end);
    offset = end;
  }
}

/** SOF0 to SOF15; C4, C8 and CC in between are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Where the picture ends, behind its EOI; a progressive one has many scans on the way there. */
async function findEnd(file: FileBytes, scan: number): Promise<number> {
  for (let offset = scan; ; ) {
    offset = await findMarker(file, offset);
    if ((await file.at(offset, 2))[1] === EOI) return offset + 2;
    offset += 2 + (await file.view(offset + 2, 2)).getUint16(0);
  }
}

async function findMarker(file: FileBytes, from: number): Promise<number> {
  for (let offset = from; offset + 1 < file.size; ) {
    const piece = await file.upTo(offset, STEP);
    const found = indexOfMarker(piece);
    if (found >= 0) return offset + found;
    offset += piece.length - 1;
  }
  throw new Refusal("truncated");
}

/** In a scan's data, FF is followed by 00, by a restart marker (D0 to D7), by more FF, or by a real marker. */
function indexOfMarker(piece: Uint8Array): number {
  for (let i = piece.indexOf(0xff); i >= 0 && i + 1 < piece.length; i = piece.indexOf(0xff, i + 1)) {
    const code = piece[i + 1]!;
    if (code !== 0 && code !== 0xff && (code < 0xd0 || code > 0xd7)) return i;
  }
  return -1;
}
