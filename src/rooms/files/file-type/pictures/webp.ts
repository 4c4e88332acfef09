import { startsWith, textAt } from "../byte-text.ts";
import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { refuseMarkup } from "../hidden-content.ts";

const pictureData = new Set(["VP8 ", "VP8L", "ANMF", "ALPH"]);

/** Whether the first bytes are RIFF's, with the form type of a WebP. */
export function beginsAsWebp(head: Uint8Array): boolean {
  return startsWith(head, "RIFF") && startsWith(head.subarray(8), "WEBP");
}

/** Walks over a WebP's chunks (RFC 9649, section 2): RIFF says the file's very size, and the chunks fill it. */
export async function inspectWebp(file: FileBytes): Promise<void> {
  await checkSize(file);
  let hasPicture = false;
  for (let offset = 12; offset < file.size; ) {
    const view = await file.view(offset, 8);
    const name = textAt(view, 0, 4);
    const end = offset + 8 + view.getUint32(4, true);
    if (end > file.size) throw new Refusal("truncated");
    if (offset === 12 && !name.startsWith("VP8")) throw new Refusal("malformed");
    if (pictureData.has(name)) hasPicture = true;
    else await refuseMarkup(file, offset + 8, end);
    offset = end + (end & 1);
  }
  if (!hasPicture) throw new Refusal("malformed");
}

async function checkSize(file: FileBytes): Promise<void> {
  const announced = 8 + (await file.view(4, 4)).getUint32(0, true);
  if (announced > file.size) throw new Refusal("truncated");
  if (announced + (announced & 1) < file.size) throw new Refusal("polyglot");
}
