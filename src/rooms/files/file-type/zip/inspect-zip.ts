import type { DetectedType } from "../detected.ts";
import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { refuseArchiveBomb, refuseDocumentBomb } from "./bomb.ts";
import { checkLocalHeader } from "./content.ts";
import { readZipDirectory, type ZipEntry } from "./directory.ts";
import { inspectHwpx, isHwpx } from "./hwpx.ts";
import { inspectOoxml, isOoxml } from "./ooxml.ts";

/** Headers of this many entries are compared with the directory; each may cost a read. */
const MOST_HEADERS = 48;

/** Tells the documents that are ZIPs from each other and from plain archives. */
export async function inspectZip(file: FileBytes): Promise<DetectedType> {
  const entries = await readZipDirectory(file);
  for (const entry of entries.slice(0, MOST_HEADERS)) await checkLocalHeader(file, entry);
  const type = await documentType(file, entries);
  if (!type) {
    await refuseArchiveBomb(file, entries);
    return "application/zip";
  }
  refuseTwins(entries);
  await refuseDocumentBomb(file, entries);
  return type;
}

async function documentType(file: FileBytes, entries: ZipEntry[]): Promise<DetectedType | null> {
  if (isHwpx(entries)) return inspectHwpx(file, entries);
  if (isOoxml(entries)) return inspectOoxml(file, entries);
  return null;
}

/** Two parts of one name: which of them counts is every reader's own choice. */
function refuseTwins(entries: ZipEntry[]): void {
  if (new Set(entries.map((entry) => entry.name.toLowerCase())).size < entries.length) {
    throw new Refusal("malformed");
  }
}
