import { type DetectedType, Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { unpackText } from "./content.ts";
import type { ZipEntry } from "./directory.ts";

const TYPE = "application/hwp+zip";
const LONGEST_MANIFEST = 512 << 10;

/** Whether a ZIP is a package in the manner of OCF, as HWPX is (KS X 6101): its first entry is named `mimetype`. */
export function isHwpx(entries: ZipEntry[]): boolean {
  return entries.some(
    (entry) => entry.name === "mimetype" && entry.offset === 0 && entry.size === TYPE.length,
  );
}

/** Null for another package of the same length, which then is an archive like any other. */
export async function inspectHwpx(file: FileBytes, entries: ZipEntry[]): Promise<DetectedType | null> {
  const find = (name: string) => entries.find((entry) => entry.name === name);
  if ((await unpackText(file, find("mimetype")!, TYPE.length)) !== TYPE) return null;
  if (!find("Contents/content.hpf") && !find("META-INF/container.xml")) throw new Refusal("malformed");
  const manifest = find("META-INF/manifest.xml");
  if (manifest && (await unpackText(file, manifest, LONGEST_MANIFEST)).includes("encryption-data")) {
    throw new Refusal("encrypted");
  }
  return TYPE;
}
