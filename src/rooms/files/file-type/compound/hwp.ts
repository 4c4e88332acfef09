import { type DetectedType, Refusal } from "../detected.ts";
import { inflater } from "../inflater.ts";
import type { CompoundFile } from "./compound-file.ts";

/** Bits of FileHeader's properties (HWP 5.0 format, revision 1.3, table 3): password, DRM, encryption by certificate. */
const LOCKED = (1 << 1) | (1 << 4) | (1 << 8);
const COMPRESSED = 1;
const utf16 = new TextDecoder("utf-16le");
/** The empty script packs to some 130 bytes. */
const LONGEST_PACKED = 4 << 10;
const LONGEST_SCRIPT = 64 << 10;

/** Checks a HWP 5's FileHeader, the streams that each document has, and that its script is the empty one. */
export async function inspectHwp(compound: CompoundFile): Promise<DetectedType> {
  const header = await compound.readStream("FileHeader", 40);
  if (header.length < 40) throw new Refusal("malformed");
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const properties = view.getUint32(36, true);
  if (view.getUint32(32, true) >>> 24 !== 5) throw new Refusal("malformed");
  if (properties & LOCKED) throw new Refusal("encrypted");
  // A document for distribution keeps its text in ViewText.
  const hasText = compound.hasStorage("BodyText") || compound.hasStorage("ViewText");
  if (!compound.hasStream("DocInfo") || !hasText) throw new Refusal("malformed");
  await refuseScript(compound, (properties & COMPRESSED) !== 0);
  return "application/x-hwp";
}

/** Hangul writes a script into every document: two variables and event handlers with nothing but comments in them. */
async function refuseScript(compound: CompoundFile, isCompressed: boolean): Promise<void> {
  const stored = await compound.readStream("Scripts/DefaultJScript", LONGEST_PACKED);
  if (stored.length === LONGEST_PACKED) throw new Refusal("macros");
  for (const source of readTexts(isCompressed ? await inflate(stored) : stored)) {
    const code = source
      .replace(/\/\*.*?\*\/|\/\/[^\r\n]*/gs, "")
      .replace(/var\s+\w+\s*=\s*[\w.]+\s*;|function\s+\w+\s*\([\w\s,]*\)\s*\{\s*\}/g, "");
    if (/\S/.test(code)) throw new Refusal("macros");
  }
}

/** Texts in UTF-16, each behind the number of its characters: header, source, and what runs before and after; then -1. */
function readTexts(script: Uint8Array): string[] {
  const view = new DataView(script.buffer, script.byteOffset, script.length);
  const texts: string[] = [];
  for (let offset = 0; offset + 4 <= script.length; ) {
    const length = view.getUint32(offset, true);
    if (length === 0xffffffff) break;
    texts.push(utf16.decode(script.subarray(offset + 4, offset + 4 + length * 2)));
    offset += 4 + length * 2;
  }
  return texts;
}

/** Nothing more from where a script does not unpack: Hangul cannot run it either. */
async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const script = new Uint8Array(LONGEST_SCRIPT);
  let size = 0;
  try {
    for await (const piece of new Blob([bytes.slice()]).stream().pipeThrough(inflater())) {
      if (size + piece.length > LONGEST_SCRIPT) throw new Refusal("macros");
      script.set(piece, size);
      size += piece.length;
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
  }
  return script.subarray(0, size);
}
