import { type DetectedType, Refusal } from "../detected.ts";
import { inflater } from "../inflater.ts";
import type { CompoundFile } from "./compound-file.ts";

/** Bits of FileHeader's properties (HWP 5.0 format, revision 1.3, table 3): password, DRM, encryption by certificate. */
const LOCKED = (1 << 1) | (1 << 4) | (1 << 8);
const COMPRESSED = 1;
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
  const stored = await compound.readStream("Scripts/DefaultJScript", LONGEST_SCRIPT);
  const script = isCompressed ? await inflate(stored) : stored;
  const code = new TextDecoder("utf-16le")
    .decode(script.subarray(0, script.length & ~1))
    .replace(/\/\*.*?\*\/|\/\/[^\r\n]*/gs, "")
    .replace(/var\s+\w+\s*=\s*[\w.]+\s*;|function\s+\w+\s*\([\w\s,]*\)\s*\{\s*\}/g, "");
  // What is left are lengths, which decode as single characters. Code needs a call or an assignment.
  if (/[(=[`]/.test(code)) throw new Refusal("macros");
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
