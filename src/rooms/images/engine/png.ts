import { inflateSync } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { type ColourProfile, readProfile } from "./colour-profile.ts";
import { bytesAt, type Core } from "./core.ts";
import { readOrientation } from "./exif.ts";
import { tooLarge, unreadable } from "./picture-error.ts";
import { PngChunks } from "./png-chunks.ts";
import { type PngHeader, pixelling, readHeader } from "./png-header.ts";
import type { Stage } from "./stage.ts";

/** Pixels a side, as in JPEG and GIF. PNG itself could hold rows of gigabytes. */
const LONGEST_SIDE = 65_535;
/** Bytes of a chunk that is held, and of a profile that is inflated. Larger ones are passed over. */
const MOST_METADATA = 1 << 18;
/** Bytes of compressed data that the core takes at once: see `PIECE` in `assembly/bit-input.ts`. */
const MOST_INPUT = 65_536;

/** What the core answers: `Progress` in `assembly/png.ts`. */
const UNFINISHED = 0;
const COMPLETE = 1;
const failures: Readonly<Record<number, string>> = {
  [UNFINISHED]: "the image data ends early",
  2: "image data that cannot be inflated",
  3: "a filter that is none",
};

/** What comes before the image data and matters to it. */
type Metadata = Partial<Record<"PLTE" | "tRNS" | "iCCP" | "eXIf", Uint8Array>>;
const wanted: ReadonlySet<string> = new Set(["PLTE", "tRNS", "iCCP", "eXIf"]);

/**
 * PNG (W3C, third edition): all colour types and depths, interlaced or not; of an animation, its still picture. Samples of
 * sixteen bits are rounded to eight. Colours follow iCCP, as in sharp, and not cICP, gAMA or cHRM. A file has to be whole,
 * up to the chunk behind its image data.
 */
export async function readPng(bytes: ByteReader, stage: Stage): Promise<void> {
  const chunks = new PngChunks(bytes);
  await chunks.begin();
  if (chunks.type !== "IHDR" || chunks.left !== 13) throw unreadable("no header");
  const header = readHeader(await chunks.read());
  const metadata = await readMetadata(chunks);
  if (Math.max(header.width, header.height) > LONGEST_SIDE)
    throw tooLarge(`more than ${LONGEST_SIDE} pixels a side`);
  await readData(chunks, stage.core, startPicture(stage, header, metadata));
}

/** Goes to the first chunk of image data. */
async function readMetadata(chunks: PngChunks): Promise<Metadata> {
  const metadata: Metadata = {};
  for (await chunks.next(); chunks.type !== "IDAT"; await chunks.next()) {
    if (chunks.type === "IEND") throw unreadable("no image data");
    if (wanted.has(chunks.type) && chunks.left <= MOST_METADATA)
      metadata[chunks.type as keyof Metadata] = await chunks.read();
    else await chunks.skip();
  }
  return metadata;
}

/** Answers where compressed data is to be written. */
function startPicture(stage: Stage, header: PngHeader, { PLTE, tRNS, iCCP, eXIf }: Metadata): number {
  const { core } = stage;
  const { form, channels, meanings } = pixelling(header, PLTE, tRNS);
  stage.layOut({ ...header, orientation: eXIf ? readOrientation(eXIf) : 1 });
  stage.colours = iCCP ? readEmbeddedProfile(iCCP) : null;
  const input = core.beginPng(
    ...([header.width, header.height, header.samples, header.depth] as const),
    ...([channels, form, header.interlaced] as const),
  );
  if (input === 0) throw tooLarge("more memory than an instance has");
  bytesAt(core, core.meanings(), meanings.length).set(meanings);
  return input;
}

/** Clause 11.3.2.3: a name, a zero, the only method there is, and the profile. */
function readEmbeddedProfile(iccp: Uint8Array): ColourProfile | null {
  try {
    return readProfile(inflateSync(iccp.subarray(iccp.indexOf(0) + 2), { maxOutputLength: MOST_METADATA }));
  } catch {
    return null;
  }
}

/** Image data comes in a row (clause 5.6): whatever is behind it ends it. */
async function readData(chunks: PngChunks, core: Core, input: number): Promise<void> {
  let progress = UNFINISHED;
  for (; chunks.type === "IDAT"; await chunks.next()) {
    for (let piece = await chunks.piece(MOST_INPUT); piece; piece = await chunks.piece(MOST_INPUT)) {
      // What lies behind the last row is nobody's.
      if (progress === COMPLETE) continue;
      bytesAt(core, input, piece.length).set(piece);
      progress = core.takePng(piece.length);
      if (progress > COMPLETE) throw unreadable(failures[progress]!);
    }
  }
  if (progress === UNFINISHED) progress = core.endPng();
  if (progress !== COMPLETE) throw unreadable(failures[progress]!);
}
