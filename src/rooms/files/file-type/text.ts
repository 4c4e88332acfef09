import { type FileBytes, PIECE } from "./file-bytes.ts";

/** Whether the file's two ends read as text in UTF-8 or CP949 (which the Encoding Standard calls euc-kr). */
export async function isText(file: FileBytes): Promise<boolean> {
  const head = await file.upTo(0, PIECE);
  const tail = await file.upTo(Math.max(0, file.size - PIECE), PIECE);
  if (hasControls(head) || hasControls(tail)) return false;
  return ["utf-8", "euc-kr"].some((encoding) => decodes(head, encoding));
}

/** Any control character but tab, line feed, form feed and carriage return. */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => (byte < 0x20 ? byte < 9 || byte === 11 || byte > 13 : byte === 0x7f));
}

/** A character that the piece's end cuts in two is no mistake. */
function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
