import type { ByteWindow } from "./byte-window.ts";
import type { OtherHeader } from "./picture-header.ts";

/** 25 MB of full sub-blocks. */
const MOST_BLOCKS = 100_000;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const HAS_TABLE = 0x80;
const INTERLACED = 0x40;
const GRAPHIC_CONTROL = 0xf9;

interface Findings {
  images: number;
  blocks: number;
  interlaced: boolean;
  transparent: boolean;
}

/** Reads a GIF (GIF89a specification) up to its second image, its end, or what the window reaches. */
export async function scanGif(window: ByteWindow): Promise<OtherHeader | null> {
  const screen = await window.view(6, 7);
  const width = screen?.getUint16(0, true);
  const height = screen?.getUint16(2, true);
  if (!screen || !width || !height) return null;
  const found = await readBlocks(window, 13 + tableLength(screen.getUint8(4)));
  if (!found.images) return null;
  return {
    type: "image/gif",
    width,
    height,
    orientation: 1,
    animated: found.images > 1,
    hasAlpha: found.transparent,
    bitDepth: 8,
    colour: "palette",
    progressive: found.interlaced,
    profile: [],
  };
}

function tableLength(flags: number): number {
  return flags & HAS_TABLE ? 3 << ((flags & 7) + 1) : 0;
}

async function readBlocks(window: ByteWindow, start: number): Promise<Findings> {
  const found: Findings = { images: 0, blocks: 0, interlaced: false, transparent: false };
  let offset: number | null = start;
  while (offset !== null && found.images < 2) {
    const kind = (await window.view(offset, 1))?.getUint8(0);
    if (kind === EXTENSION) offset = await readExtension(window, offset, found);
    else if (kind === IMAGE) offset = await readImage(window, offset, found);
    else break;
  }
  return found;
}

async function readExtension(window: ByteWindow, offset: number, found: Findings): Promise<number | null> {
  const control = await window.view(offset + 1, 3);
  if (control?.getUint8(0) === GRAPHIC_CONTROL && control.getUint8(2) & 1) found.transparent = true;
  return skipSubBlocks(window, offset + 2, found);
}

async function readImage(window: ByteWindow, offset: number, found: Findings): Promise<number | null> {
  const flags = (await window.view(offset + 9, 1))?.getUint8(0);
  if (flags === undefined) return null;
  if (found.images === 0) found.interlaced = (flags & INTERLACED) !== 0;
  found.images++;
  return skipSubBlocks(window, offset + 11 + tableLength(flags), found);
}

async function skipSubBlocks(window: ByteWindow, start: number, found: Findings): Promise<number | null> {
  let offset = start;
  while (found.blocks++ < MOST_BLOCKS) {
    const length = (await window.view(offset, 1))?.getUint8(0);
    if (length === undefined) return null;
    offset += 1 + length;
    if (length === 0) return offset;
  }
  return null;
}
