import { type DetectedType, Refusal } from "../detected.ts";
import type { CompoundFile } from "./compound-file.ts";

const BOF = 0x0809;
const EOF = 0x0a;
const FILEPASS = 0x2f;
const BOUNDSHEET = 0x85;
const MACRO_SHEET = 1;
const GLOBALS = 64 << 10;

/** Walks over the records at a workbook's start ([MS-XLS] 2.1.7.20.3): a password, and macro sheets as Excel 4 had them. */
export async function inspectXls(compound: CompoundFile, stream: string): Promise<DetectedType> {
  const bytes = await compound.readStream(stream, GLOBALS);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 8 || view.getUint16(0, true) !== BOF) throw new Refusal("malformed");
  for (let offset = 0; offset + 4 <= bytes.length; ) {
    const record = view.getUint16(offset, true);
    const length = view.getUint16(offset + 2, true);
    if (record === EOF) break;
    if (record === FILEPASS) throw new Refusal("encrypted");
    if (record === BOUNDSHEET && bytes[offset + 9] === MACRO_SHEET) throw new Refusal("macros");
    offset += 4 + length;
  }
  return "application/vnd.ms-excel";
}
