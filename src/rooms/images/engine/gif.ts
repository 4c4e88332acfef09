import type { ByteReader } from "./byte-reader.ts";
import { bytesAt, type Core } from "./core.ts";
import type { Size } from "./geometry.ts";
import { tooLarge, unreadable } from "./picture-error.ts";
import type { Stage } from "./stage.ts";

const EXTENSION = 0x21;
const PICTURE = 0x2c;
const GRAPHIC_CONTROL = 0xf9;
const HAS_COLOURS = 0x80;
const INTERLACED = 0x40;
const IS_TRANSPARENT = 1;

/** Comments, metadata and the like before the picture, each in blocks of up to 255 bytes: 25 MB in all. */
const MOST_BLOCKS = 100_000;
/** Bytes that the core takes at once: see `PIECE` in `assembly/bit-input.ts`. */
const MOST_INPUT = 65_536;

/** What the core answers: `Progress` in `assembly/gif.ts`. */
const UNFINISHED = 0;
const COMPLETE = 1;
const failures: Readonly<Record<number, string>> = {
  2: "image data that cannot be unpacked",
  3: "the image data ends early",
};

/** Red, green and blue of up to 256 colours. */
type Colours = Uint8Array;

interface Screen extends Size {
  colours: Colours | null;
}

/**
 * The first picture of a GIF (87a and 89a), on a transparent screen, which grows when it is too small for that: as in browsers,
 * whatever the background colour is. A colour profile is disregarded, as in sharp. What is behind the picture is not read.
 */
export async function readGif(bytes: ByteReader, stage: Stage): Promise<void> {
  const screen = await readScreen(bytes);
  const transparent = await readExtensions(bytes);
  const input = await startPicture(bytes, stage, screen, transparent);
  await readData(bytes, stage.core, input);
}

/** GIF89a, sections 17 to 19. */
async function readScreen(bytes: ByteReader): Promise<Screen> {
  const signature = String.fromCharCode(...(await bytes.read(6)));
  if (signature !== "GIF87a" && signature !== "GIF89a") throw unreadable("no GIF");
  const screen = view(await bytes.read(7));
  const colours = await readColours(bytes, screen.getUint8(4));
  return { width: screen.getUint16(0, true), height: screen.getUint16(2, true), colours };
}

/** The colour table that `flags` announce (sections 19 and 21). */
async function readColours(bytes: ByteReader, flags: number): Promise<Colours | null> {
  return flags & HAS_COLOURS ? bytes.read(3 * 2 ** ((flags & 7) + 1)) : null;
}

/** Goes to the first picture. Answers which of its colours lets everything through (section 23). */
async function readExtensions(bytes: ByteReader): Promise<number | null> {
  let transparent: number | null = null;
  let blocks = 0;
  for (let kind = await readByte(bytes); kind !== PICTURE; kind = await readByte(bytes)) {
    if (kind !== EXTENSION) throw unreadable("no picture in the file");
    const label = await readByte(bytes);
    for (let length = await readByte(bytes); length > 0; length = await readByte(bytes)) {
      if (++blocks > MOST_BLOCKS) throw unreadable(`more than ${MOST_BLOCKS} blocks before the picture`);
      const block = await bytes.read(length);
      if (label === GRAPHIC_CONTROL && length === 4)
        transparent = block[0]! & IS_TRANSPARENT ? block[3]! : null;
    }
  }
  return transparent;
}

/** Reads what precedes a picture's data (sections 20 to 22). Answers where that is to be written. */
async function startPicture(
  bytes: ByteReader,
  stage: Stage,
  screen: Screen,
  transparent: number | null,
): Promise<number> {
  const { core } = stage;
  const descriptor = view(await bytes.read(9));
  const [left, top, width, height] = [0, 2, 4, 6].map((at) => descriptor.getUint16(at, true)) as Rectangle;
  const flags = descriptor.getUint8(8);
  const colours = (await readColours(bytes, flags)) ?? screen.colours;
  const sampleBits = await readByte(bytes);
  if (width === 0 || height === 0) throw unreadable("a picture without pixels");
  if (!colours) throw unreadable("a picture without colours");
  if (sampleBits < 1 || sampleBits > 8) throw unreadable("samples that cannot be");
  const size = { width: Math.max(screen.width, left + width), height: Math.max(screen.height, top + height) };
  const channels = transparent !== null || width < size.width || height < size.height ? 4 : 3;
  stage.layOut({ ...size, orientation: 1 });
  const input = core.beginGif(
    ...([size.width, size.height, left, top, width, height] as const),
    ...([channels, (flags & INTERLACED) !== 0, sampleBits] as const),
  );
  if (input === 0) throw tooLarge("more memory than an instance has");
  bytesAt(core, core.meanings(), 1024).set(meaningsOf(colours, transparent));
  return input;
}

type Rectangle = [left: number, top: number, width: number, height: number];

/** RGBA of each sample. Those beyond the table are black. */
function meaningsOf(colours: Colours, transparent: number | null): Uint8Array {
  const meanings = new Uint8Array(1024);
  for (let i = 0; i < 256; i++) {
    if (i === transparent) continue;
    meanings.set(colours.subarray(i * 3, i * 3 + 3), i * 4);
    meanings[i * 4 + 3] = 255;
  }
  return meanings;
}

async function readData(bytes: ByteReader, core: Core, input: number): Promise<void> {
  for (let progress = UNFINISHED; progress !== COMPLETE; ) {
    const piece = await bytes.next(MOST_INPUT);
    if (!piece) throw unreadable("the file ends early");
    bytesAt(core, input, piece.length).set(piece);
    progress = core.takeGif(piece.length);
    if (progress > COMPLETE) throw unreadable(failures[progress]!);
  }
}

async function readByte(bytes: ByteReader): Promise<number> {
  return (await bytes.read(1))[0]!;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer);
}
