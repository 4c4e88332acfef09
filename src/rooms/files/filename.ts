import { bytesOf } from "../../kit/encoding.ts";
import { endingOf, endsAs } from "./type-names.ts";

/** What file systems take (ext4, APFS, NTFS). */
const MOST_BYTES = 255;
/** Longer than this, what follows the last dot is no extension. */
const LONGEST_EXTENSION = 16;
const UNNAMED = "file";

/** Control characters, marks that turn the reading direction ("gpj.exe"), and invisible ones. Emoji need U+200D, so it stays. */
const invisible = /\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const forbiddenByWindows = /[<>:"|?*]/g;
/** Devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const reservedByWindows = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))/i;

/**
 * A name under which any system can keep the file: the last part of a path, in NFC (Macs decompose Hangul), without what
 * misleads the eye or what Windows refuses, at most 255 bytes of UTF-8 with its extension whole. Never empty.
 */
export function sanitizeFilename(name: string): string {
  const lastPart =
    name
      .toWellFormed()
      .split(/[/\\]/)
      .findLast((part) => part.trim() !== "") ?? "";
  const visible = lastPart.replace(invisible, "").replace(forbiddenByWindows, "_").normalize("NFC");
  const trimmed = visible.replace(/^[\s.]+|[\s.]+$/g, "").replace(reservedByWindows, "_$&");
  return shorten(trimmed) || UNNAMED;
}

/**
 * The name with the ending of what the bytes are, where it has another one: systems go by endings, and a text that is
 * called `문의.js` would run where somebody means to read it.
 */
export function nameWithEnding(name: string, type: string): string {
  const ending = endingOf(type);
  return ending === null || endsAs(name, type) ? name : sanitizeFilename(name + ending);
}

/** Cuts the stem between two characters as people see them, not inside of an emoji or a composed letter. */
function shorten(name: string): string {
  if (byteLength(name) <= MOST_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const hasExtension = dot > 0 && byteLength(name.slice(dot)) <= LONGEST_EXTENSION;
  const extension = hasExtension ? name.slice(dot) : "";
  let stem = "";
  let room = MOST_BYTES - byteLength(extension);
  for (const { segment } of new Intl.Segmenter("ko").segment(hasExtension ? name.slice(0, dot) : name)) {
    room -= byteLength(segment);
    if (room < 0) break;
    stem += segment;
  }
  return (stem.replace(/[\s.]+$/, "") || UNNAMED) + extension;
}

function byteLength(text: string): number {
  return bytesOf(text).length;
}
