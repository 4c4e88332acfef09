import { Refusal } from "../detected.ts";
import { type FileBytes, STEP } from "../file-bytes.ts";
import { refuseMarkup } from "../hidden-content.ts";

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Walks over a GIF's blocks (GIF89a specification, appendix B): pictures and extensions, then a trailer, then nothing. */
export async function inspectGif(file: FileBytes): Promise<void> {
  let hasImage = false;
  for (let offset = 13 + colourTableSize((await file.at(10, 1))[0]!); ; ) {
    const kind = (await file.at(offset, 1))[0];
    if (kind === TRAILER) return checkEnd(file, offset + 1, hasImage);
    if (kind === IMAGE) {
      hasImage = true;
      const table = colourTableSize((await file.at(offset + 9, 1))[0]!);
      offset = await skipSubBlocks(file, offset + 11 + table);
    } else if (kind === EXTENSION) {
      const end = await skipSubBlocks(file, offset + 2);
      await refuseMarkup(file, offset, end);
      offset = end;
    } else throw new Refusal("malformed");
  }
}

function checkEnd(file: FileBytes, end: number, hasImage: boolean): void {
  if (!hasImage) throw new Refusal("malformed");
  if (end !== file.size) throw new Refusal("polyglot");
}

/** Bytes of the colour table that packed fields announce: none, or 3 for each of 2 to 256 colours. */
function colourTableSize(packed: number): number {
  return packed & 0x80 ? 3 << ((packed & 7) + 1) : 0;
}

/** Data comes in pieces of up to 255 bytes, each behind its length; an empty piece ends it. */
async function skipSubBlocks(file: FileBytes, from: number): Promise<number> {
  for (let offset = from; offset < file.size; ) {
    const piece = await file.upTo(offset, STEP);
    let at = 0;
    while (at < piece.length) {
      const length = piece[at]!;
      at += length + 1;
      if (length === 0) return offset + at;
    }
    offset += at;
  }
  throw new Refusal("truncated");
}
