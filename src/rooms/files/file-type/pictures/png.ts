import { textAt } from "../byte-text.ts";
import { crc32 } from "../crc32.ts";
import { Refusal } from "../detected.ts";
import { type FileBytes, PIECE } from "../file-bytes.ts";
import { refuseMarkup } from "../hidden-content.ts";

interface Chunk {
  name: string;
  /** Where its data begins, and where its checksum does. */
  start: number;
  end: number;
}

/**
 * Walks over a PNG's chunks (PNG, third edition, section 5): IHDR first, one run of IDAT, IEND last and
 * nothing behind it. Checksums are checked but for the picture data, which is the decoder's to judge.
 */
export async function inspectPng(file: FileBytes): Promise<void> {
  let previous = "";
  let hasData = false;
  for (let offset = 8; previous !== "IEND"; ) {
    const chunk = await readChunk(file, offset);
    if ((chunk.name === "IHDR") !== (offset === 8)) throw new Refusal("malformed");
    if (chunk.name === "IDAT" && hasData && previous !== "IDAT") throw new Refusal("malformed");
    if (chunk.name === "IDAT") hasData = true;
    else if (chunk.name !== "fdAT") await checkChunk(file, chunk);
    previous = chunk.name;
    offset = chunk.end + 4;
    if (chunk.name === "IEND" && offset !== file.size) throw new Refusal("polyglot");
  }
  if (!hasData) throw new Refusal("malformed");
}

async function readChunk(file: FileBytes, offset: number): Promise<Chunk> {
  const view = await file.view(offset, 8);
  const name = textAt(view, 4, 4);
  const length = view.getUint32(0);
  if (!/^[a-z]{4}$/i.test(name) || length >= 2 ** 31) throw new Refusal("malformed");
  if (offset + 12 + length > file.size) throw new Refusal("truncated");
  if ((name === "IHDR" && length !== 13) || (name === "IEND" && length !== 0)) throw new Refusal("malformed");
  return { name, start: offset + 8, end: offset + 8 + length };
}

async function checkChunk(file: FileBytes, { start, end }: Chunk): Promise<void> {
  let checksum = 0;
  for (let offset = start - 4; offset < end; offset += PIECE) {
    checksum = crc32(await file.at(offset, Math.min(PIECE, end - offset)), checksum);
  }
  if ((await file.view(end, 4)).getUint32(0) !== checksum) throw new Refusal("malformed");
  await refuseMarkup(file, start, end);
}
