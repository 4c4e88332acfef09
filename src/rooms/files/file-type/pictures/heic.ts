import { isHeicBrand } from "../../../../kit/picture-header/heic.ts";
import { textOf } from "../byte-text.ts";
import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { refuseMarkup } from "../hidden-content.ts";

const MOST_BOXES = 256;
/** Pictures and the video of a motion photo: nothing but compressed data. */
const mediaData = new Set(["mdat", "mpvd"]);

/** Whether the first bytes are an ISO base media `ftyp` box of a HEIC: AVIF shares the brand `mif1` but names its own. */
export function beginsAsHeic(head: Uint8Array): boolean {
  const start = textOf(head.subarray(0, 64));
  return start.slice(4, 8) === "ftyp" && isHeicBrand(start.slice(8, 12)) && !start.includes("avif");
}

/** Walks over a HEIC's outermost boxes (ISO/IEC 14496-12, section 4.2): they have to fill the file. */
export async function inspectHeic(file: FileBytes): Promise<void> {
  const names = new Set<string>();
  let offset = 0;
  for (let boxes = 0; offset < file.size; boxes++) {
    if (boxes === MOST_BOXES) throw new Refusal("too-complex");
    const box = await readBox(file, offset);
    if (!mediaData.has(box.name)) await refuseMarkup(file, offset, box.end);
    names.add(box.name);
    offset = box.end;
  }
  if (!names.has("meta") && !names.has("moov")) throw new Refusal("malformed");
  // Cut off between two boxes: there is a picture's description, and no picture.
  if (!names.has("mdat")) throw new Refusal("truncated");
}

async function readBox(file: FileBytes, offset: number): Promise<{ name: string; end: number }> {
  const bytes = await file.at(offset, 8);
  const name = textOf(bytes.subarray(4, 8));
  const length = await boxLength(file, offset);
  if (!/^[\w ]{4}$/.test(name)) throw new Refusal("polyglot");
  if (length < 8) throw new Refusal("malformed");
  if (offset + length > file.size) throw new Refusal("truncated");
  return { name, end: offset + length };
}

/** 0 means to the file's end, 1 that 64 bits follow the name. */
async function boxLength(file: FileBytes, offset: number): Promise<number> {
  const length = (await file.view(offset, 4)).getUint32(0);
  if (length === 0) return file.size - offset;
  return length === 1 ? Number((await file.view(offset + 8, 8)).getBigUint64(0)) : length;
}
