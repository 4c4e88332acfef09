import { type ByteWindow, textAt } from "./byte-window.ts";
import { after } from "./exif.ts";
import type { Orientation, OtherHeader } from "./picture-header.ts";

const MOST_BOXES = 64;
const LONGEST_META = 1 << 20;
const BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]);
/** By `irot`'s quarter turns against the clock. */
const TURNED: readonly Orientation[] = [1, 8, 3, 6];

/** Whether an ISO base media file with this major brand holds HEVC pictures (ISO/IEC 23008-12, annex B). */
export function isHeicBrand(brand: string): boolean {
  return BRANDS.has(brand);
}

interface Box {
  name: string;
  content: DataView;
}

/**
 * Reads the size and rotation of a HEIC's primary item from its `meta` box (ISO/IEC 23008-12, section 6.5). Mirroring
 * (`imir`), which cameras do not write, is not looked at.
 */
export async function scanHeic(window: ByteWindow): Promise<OtherHeader | null> {
  const meta = await findMeta(window);
  const properties = meta && primaryProperties(meta);
  const size = properties?.find((box) => box.name === "ispe" && box.content.byteLength >= 12)?.content;
  if (!properties || !size?.getUint32(4) || !size.getUint32(8)) return null;
  const turn = properties.find((box) => box.name === "irot" && box.content.byteLength > 0);
  return {
    type: "image/heic",
    width: size.getUint32(4),
    height: size.getUint32(8),
    orientation: turn ? TURNED[turn.content.getUint8(0) & 3]! : 1,
    animated: false,
    hasAlpha: false,
    bitDepth: 8,
    colour: "ycbcr",
    progressive: false,
    profile: [],
  };
}

/** The content of the `meta` box, behind its version and flags. */
async function findMeta(window: ByteWindow): Promise<DataView | null> {
  let offset = 0;
  for (let boxes = 0; boxes < MOST_BOXES; boxes++) {
    const start = await window.view(offset, 8);
    const length = start?.getUint32(0) ?? 0;
    if (!start || length < 12) return null;
    if (textAt(start, 4, 4) === "meta")
      return length <= LONGEST_META ? window.view(offset + 12, length - 12) : null;
    offset += length;
  }
  return null;
}

function boxesIn(view: DataView): Box[] {
  const boxes: Box[] = [];
  let rest = view;
  while (rest.byteLength >= 8) {
    const length = rest.getUint32(0);
    if (length < 8 || length > rest.byteLength) break;
    boxes.push({
      name: textAt(rest, 4, 4),
      content: new DataView(rest.buffer, rest.byteOffset + 8, length - 8),
    });
    rest = after(rest, length);
  }
  return boxes;
}

function content(boxes: Box[], name: string): DataView | undefined {
  return boxes.find((box) => box.name === name)?.content;
}

function primaryProperties(meta: DataView): Box[] | null {
  const boxes = boxesIn(meta);
  const primary = content(boxes, "pitm");
  const item = content(boxes, "iprp");
  const parts = item && boxesIn(item);
  const all = parts && content(parts, "ipco");
  const associations = parts && content(parts, "ipma");
  if (!primary || !all || !associations || primary.byteLength < 6) return null;
  const id =
    primary.getUint8(0) === 0 || primary.byteLength < 8 ? primary.getUint16(4) : primary.getUint32(4);
  const properties = boxesIn(all);
  return associatedIndexes(associations, id).flatMap((index) => properties[index - 1] ?? []);
}

/** The `ipma` box's one-based property numbers of one item. */
function associatedIndexes(ipma: DataView, id: number): number[] {
  if (ipma.byteLength < 8) return [];
  const idLength = ipma.getUint8(0) === 0 ? 2 : 4;
  const wide = (ipma.getUint8(3) & 1) === 1;
  let offset = 8;
  for (let entry = ipma.getUint32(4); entry > 0 && offset + idLength < ipma.byteLength; entry--) {
    const entryId = idLength === 2 ? ipma.getUint16(offset) : ipma.getUint32(offset);
    const count = ipma.getUint8(offset + idLength);
    const first = offset + idLength + 1;
    offset = first + count * (wide ? 2 : 1);
    if (offset > ipma.byteLength) return [];
    if (entryId !== id) continue;
    return Array.from({ length: count }, (_, i) =>
      wide ? ipma.getUint16(first + i * 2) & 0x7fff : ipma.getUint8(first + i) & 0x7f,
    );
  }
  return [];
}
