import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";

const END = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;

/** Where a ZIP's directory lies and what it holds (APPNOTE.TXT 4.3.14 to 4.3.16). */
export interface EndRecord {
  entries: number;
  directoryOffset: number;
  directoryEnd: number;
}

/** Whether the file ends as a ZIP does. Unpackers go by that alone, whatever stands before. */
export async function endsAsZip(file: FileBytes): Promise<boolean> {
  return (await findEndRecord(file)) !== null;
}

/** Reads the end record, and the ZIP64 one before it, where each number given twice has to be the same. */
export async function readEndRecord(file: FileBytes): Promise<EndRecord> {
  const offset = await findEndRecord(file);
  if (offset === null) throw new Refusal((await hasEndRecord(file)) ? "polyglot" : "truncated");
  const view = await file.view(offset, END_LENGTH);
  const short = {
    disks: view.getUint32(4),
    entriesHere: view.getUint16(8, true),
    entries: view.getUint16(10, true),
    size: view.getUint32(12, true),
    start: view.getUint32(16, true),
  };
  if (short.entriesHere !== short.entries) throw new Refusal("malformed");
  const long = await readZip64(file, offset);
  if (!long) {
    if (short.disks !== 0) throw new Refusal("malformed");
    return place(short.entries, short.start, short.size, offset);
  }
  const same =
    agrees(short.entries, 0xffff, long.entries) &&
    agrees(short.size, 0xffffffff, long.size) &&
    agrees(short.start, 0xffffffff, long.start);
  if (!same) throw new Refusal("malformed");
  return place(long.entries, long.start, long.size, long.offset);
}

/** A short field either is full, which refers to the long one, or says the same. */
function agrees(short: number, full: number, long: number): boolean {
  return short === full || short === long;
}

/** The directory has to end where the end records begin; else something was put in front of the archive. */
function place(entries: number, start: number, size: number, end: number): EndRecord {
  if (start + size !== end) throw new Refusal("polyglot");
  return { entries, directoryOffset: start, directoryEnd: end };
}

async function readZip64(file: FileBytes, endOffset: number) {
  if (endOffset < 76) return null;
  const locator = await file.view(endOffset - 20, 20);
  if (locator.getUint32(0, true) !== ZIP64_LOCATOR) return null;
  const offset = Number(locator.getBigUint64(8, true));
  const view = await file.view(offset, 56);
  const length = 12 + Number(view.getBigUint64(4, true));
  if (view.getUint32(0, true) !== ZIP64_END || offset + length !== endOffset - 20)
    throw new Refusal("malformed");
  return {
    offset,
    entries: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    start: Number(view.getBigUint64(48, true)),
  };
}

/** The record whose comment fills the rest of the file exactly; null when there is none. */
async function findEndRecord(file: FileBytes): Promise<number | null> {
  const { tail, start } = await readTail(file);
  for (let at = tail.byteLength - END_LENGTH; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    if (at + END_LENGTH + tail.getUint16(at + 20, true) === tail.byteLength) return start + at;
  }
  return null;
}

async function hasEndRecord(file: FileBytes): Promise<boolean> {
  const { tail } = await readTail(file);
  for (let at = tail.byteLength - END_LENGTH; at >= 0; at--)
    if (tail.getUint32(at, true) === END) return true;
  return false;
}

async function readTail(file: FileBytes): Promise<{ tail: DataView; start: number }> {
  const start = Math.max(0, file.size - END_LENGTH - LONGEST_COMMENT);
  return { tail: await file.view(start, file.size - start), start };
}
