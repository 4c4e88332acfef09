import { type DetectedType, Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { unpackText } from "./content.ts";
import type { ZipEntry } from "./directory.ts";

const CONTENT_TYPES = "[Content_Types].xml";
const LONGEST_CONTENT_TYPES = 512 << 10;
const OFFICE = "application/vnd.openxmlformats-officedocument.";

const mainParts = new Map<string, DetectedType>([
  [`${OFFICE}spreadsheetml.sheet.main+xml`, `${OFFICE}spreadsheetml.sheet`],
  [`${OFFICE}wordprocessingml.document.main+xml`, `${OFFICE}wordprocessingml.document`],
]);

/** By content type or by part name: VBA, ActiveX controls' code, and the macro sheets of Excel 4. */
const macroTypes = /macroEnabled|vbaProject|vnd\.ms-excel\.(?:intl)?macrosheet/i;
const macroParts = /(?:^|\/)(?:vbaProject\.bin|vbaData\.xml|macrosheets\/.*)$/i;

/** Whether a ZIP is a package by the Open Packaging Conventions (ISO/IEC 29500-2, 10.1.2.2). */
export function isOoxml(entries: ZipEntry[]): boolean {
  return entries.some((entry) => entry.name === CONTENT_TYPES);
}

/** Tells what the main part is by its declared content type. Null for a package of another kind, such as a presentation. */
export async function inspectOoxml(file: FileBytes, entries: ZipEntry[]): Promise<DetectedType | null> {
  const declared = entries.find((entry) => entry.name === CONTENT_TYPES)!;
  const xml = await unpackText(file, declared, LONGEST_CONTENT_TYPES);
  // No content type needs a numeric entity or a document type: they would only serve to hide one.
  if (/&#|<!/.test(xml.replace(/<!--.*?-->/gs, ""))) throw new Refusal("malformed");
  if (macroTypes.test(xml) || entries.some((entry) => macroParts.test(entry.name)))
    throw new Refusal("macros");
  const main = overrides(xml).find(({ type }) => mainParts.has(type));
  if (!main) return null;
  const names = new Set(entries.map((entry) => entry.name.toLowerCase()));
  if (!names.has(main.part.slice(1).toLowerCase()) || !names.has("_rels/.rels"))
    throw new Refusal("malformed");
  return mainParts.get(main.type)!;
}

function overrides(xml: string): { part: string; type: string }[] {
  return [...xml.matchAll(/<(?:\w+:)?Override\s[^>]*>/g)].map(([element]) => ({
    part: attribute(element, "PartName"),
    type: attribute(element, "ContentType"),
  }));
}

function attribute(element: string, name: string): string {
  return new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(element)?.slice(1).find(Boolean) ?? "";
}
