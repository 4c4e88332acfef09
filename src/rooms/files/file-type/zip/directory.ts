import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { type EndRecord, readEndRecord } from "./end-record.ts";

const CENTRAL_HEADER = 0x02014b50;
const MOST_ENTRIES = 10_000;
const ZIP64_EXTRA = 1;
/** Bits 0, 6 and 13: with a password, strongly, or with the directory masked (APPNOTE.TXT 4.4.4). */
const ENCRYPTED = 0x2041;
const utf8 = new TextDecoder();

/** One file in a ZIP, as the central directory has it (APPNOTE.TXT 4.3.12). */
export interface ZipEntry {
  name: string;
  flags: number;
  /** 0 is stored, 8 deflated. */
  method: number;
  crc: number;
  /** Bytes, packed and unpacked. */
  packed: number;
  size: number;
  /** Of the local header. */
  offset: number;
  /** Bytes of the name. */
  nameLength: number;
}

/**
 * Reads a ZIP's directory, from its end record on. Refuses what makes unpackers disagree: data before the first entry or after
 * the last record, entries that overlap, names that leave the folder.
 */
export async function readZipDirectory(file: FileBytes): Promise<ZipEntry[]> {
  const end = await readEndRecord(file);
  if (end.entries > MOST_ENTRIES) throw new Refusal("archive-bomb");
  const entries = await readEntries(file, end);
  refuseBadLayout(entries, end.directoryOffset);
  return entries;
}

async function readEntries(file: FileBytes, end: EndRecord): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let offset = end.directoryOffset;
  while (offset < end.directoryEnd) {
    const { entry, length } = await readEntry(file, offset);
    entries.push(entry);
    offset += length;
    if (entries.length > end.entries) break;
  }
  if (offset !== end.directoryEnd || entries.length !== end.entries) throw new Refusal("malformed");
  return entries;
}

async function readEntry(file: FileBytes, offset: number): Promise<{ entry: ZipEntry; length: number }> {
  const view = await file.view(offset, 46);
  if (view.getUint32(0, true) !== CENTRAL_HEADER) throw new Refusal("malformed");
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => view.getUint16(at, true)) as [
    number,
    number,
    number,
  ];
  const entry = {
    name: decodeName(await file.at(offset + 46, nameLength)),
    flags: view.getUint16(8, true),
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    packed: view.getUint32(20, true),
    size: view.getUint32(24, true),
    offset: view.getUint32(42, true),
    nameLength,
  };
  const full = entry.size === 0xffffffff || entry.packed === 0xffffffff || entry.offset === 0xffffffff;
  if (full) readZip64(entry, await file.view(offset + 46 + nameLength, extraLength));
  if (entry.flags & ENCRYPTED) throw new Refusal("encrypted");
  if (entry.method === 0 && entry.packed !== entry.size) throw new Refusal("malformed");
  return { entry, length: 46 + nameLength + extraLength + commentLength };
}

/** Names only have to be told apart and compared with ASCII ones, so broken UTF-8 (old Korean archives) does no harm. */
export function decodeName(bytes: Uint8Array): string {
  const name = utf8.decode(bytes).replaceAll("\\", "/");
  if (name === "" || name.includes("\0") || name.startsWith("/") || name.split("/").includes("..")) {
    throw new Refusal("malformed");
  }
  return name;
}

/** The extra field 0x0001 holds, in this order, the 64-bit value of each field that is full (APPNOTE.TXT 4.5.3). */
function readZip64(entry: ZipEntry, extra: DataView): void {
  const values = findExtra(extra, ZIP64_EXTRA);
  let at = 0;
  for (const field of ["size", "packed", "offset"] as const) {
    if (entry[field] !== 0xffffffff) continue;
    if (at + 8 > values.byteLength) throw new Refusal("malformed");
    entry[field] = Number(values.getBigUint64(at, true));
    at += 8;
  }
}

function findExtra(extra: DataView, wanted: number): DataView {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (at + 4 + length > extra.byteLength) break;
    if (extra.getUint16(at, true) === wanted)
      return new DataView(extra.buffer, extra.byteOffset + at + 4, length);
    at += 4 + length;
  }
  throw new Refusal("malformed");
}

/** Entries that share bytes are how small archives become endless ones (D. Fifield, "A better zip bomb", 2019). */
function refuseBadLayout(entries: ZipEntry[], directoryOffset: number): void {
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (end === 0 && entry.offset !== 0) throw new Refusal("polyglot");
    if (entry.offset < end) throw new Refusal("archive-bomb");
    end = entry.offset + 30 + entry.nameLength + entry.packed;
  }
  if (entries.length === 0 || end > directoryOffset) throw new Refusal("malformed");
}
