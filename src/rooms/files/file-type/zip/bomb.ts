import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { checkUnpackedSize } from "./content.ts";
import type { ZipEntry } from "./directory.ts";

const DEFLATED = 8;
const MiB = 1 << 20;
/** Long sheets of repeated cells pack 100 to 1; deflate itself ends at 1,032 to 1. */
const HIGHEST_RATIO = 250;
const HARMLESS = 16 * MiB;
const LARGEST_DOCUMENT = 512 * MiB;
/** What is really unpacked, to see whether the sizes given are true. */
const MOST_PACKED = 2 * MiB;
const MOST_UNPACKED = 32 * MiB;

const nested = /\.(?:zip|jar|7z|rar|gz|tgz|bz2|xz|zst)$/i;

/** Refuses an office document that would grow too large, or that has archives inside. */
export async function refuseDocumentBomb(file: FileBytes, entries: ZipEntry[]): Promise<void> {
  const size = sum(entries, "size");
  if (size > LARGEST_DOCUMENT || entries.some((entry) => nested.test(entry.name)))
    throw new Refusal("archive-bomb");
  refuseRatio(entries);
  await refuseLies(file, entries);
}

/**
 * Refuses a plain archive that would grow out of all proportion. Archives within archives are common and allowed, unless
 * they shrank when they were packed: packed data does not, but many copies of it do (42.zip).
 */
export async function refuseArchiveBomb(file: FileBytes, entries: ZipEntry[]): Promise<void> {
  refuseRatio(entries);
  const copies = entries.filter((entry) => nested.test(entry.name) && entry.size > 3 * entry.packed + 1024);
  if (copies.length > 0) throw new Refusal("archive-bomb");
  await refuseLies(file, entries);
}

function refuseRatio(entries: ZipEntry[]): void {
  const size = sum(entries, "size");
  if (size > HARMLESS && size > HIGHEST_RATIO * sum(entries, "packed")) throw new Refusal("archive-bomb");
}

/** Unpacks from the start on, within a budget: small archives, which bombs are, wholly. */
async function refuseLies(file: FileBytes, entries: ZipEntry[]): Promise<void> {
  let packed = 0;
  let unpacked = 0;
  for (const entry of entries) {
    packed += entry.packed;
    unpacked += entry.size;
    if (packed > MOST_PACKED || unpacked > MOST_UNPACKED) return;
    if (entry.method === DEFLATED) await checkUnpackedSize(file, entry);
  }
}

function sum(entries: ZipEntry[], field: "size" | "packed"): number {
  return entries.reduce((total, entry) => total + entry[field], 0);
}
