import type { Size } from "./geometry.ts";
import { unreadable } from "./picture-error.ts";

/** What IHDR says (PNG third edition, clause 11.2.1). */
export interface PngHeader extends Size {
  /** Bits a sample. */
  depth: number;
  /** A pixel's samples in the file. */
  samples: number;
  /** Whether samples are indices of a palette. */
  indexed: boolean;
  interlaced: boolean;
}

/** By colour type: samples a pixel, and how many bits each may have. */
const colourTypes: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** @throws `unreadable` */
export function readHeader(ihdr: Uint8Array): PngHeader {
  const view = new DataView(ihdr.buffer, ihdr.byteOffset, ihdr.length);
  const [depth, colourType, compression, filter, interlace] = ihdr.subarray(8) as unknown as number[];
  const known = colourTypes[colourType!];
  if (!known?.depths.includes(depth!) || compression !== 0 || filter !== 0 || interlace! > 1)
    throw unreadable("a header that cannot be");
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: depth!,
    samples: known.samples,
    indexed: colourType === 3,
    interlaced: interlace === 1,
  };
}

/** What pixels are made of, and how `assembly/png-samples.ts` makes channels of them. */
export interface Pixelling {
  form: Form;
  channels: number;
  /** What `form` needs to know, as bytes. */
  meanings: Uint8Array;
}

/** As in `assembly/png-samples.ts`. */
type Form = 0 | 1 | 2 | 3;
const PLAIN = 0;
const INDEXED = 1;
const DEEP = 2;
const KEYED = 3;

const NOTHING = new Uint8Array(0);

/** `palette` and `transparency`: the data of PLTE and tRNS (clauses 11.2.2 and 11.3.1.1). @throws `unreadable` */
export function pixelling(
  header: PngHeader,
  palette: Uint8Array | undefined,
  transparency: Uint8Array | undefined,
): Pixelling {
  const { depth, samples, indexed } = header;
  if (indexed) return paletted(palette, transparency);
  const key = samples % 2 === 1 ? keyOf(header, transparency) : null;
  if (depth < 8 || (samples === 1 && depth === 8 && key)) return greys(depth, key?.[0]);
  if (key) return { form: KEYED, channels: samples + 1, meanings: key };
  return { form: depth === 16 ? DEEP : PLAIN, channels: samples, meanings: NOTHING };
}

/** The colour that is transparent, as a pixel's bytes. Null when all are opaque. */
function keyOf({ depth, samples }: PngHeader, transparency: Uint8Array | undefined): Uint8Array | null {
  if (!transparency) return null;
  if (transparency.length !== samples * 2) throw unreadable("a transparent colour that cannot be");
  return depth === 16 ? transparency : transparency.filter((_, i) => i % 2 === 1);
}

function paletted(palette: Uint8Array | undefined, transparency: Uint8Array | undefined): Pixelling {
  if (!palette || palette.length === 0 || palette.length % 3 !== 0 || palette.length > 768)
    throw unreadable("a palette that cannot be");
  const entry = (i: number) => [...palette.subarray(i * 3, i * 3 + 3), transparency?.[i] ?? 255];
  // Beyond the palette, as libpng has it: black.
  const colours = Array.from({ length: 256 }, (_, i) => (i < palette.length / 3 ? entry(i) : [0, 0, 0, 255]));
  return { form: INDEXED, channels: transparency ? 4 : 3, meanings: Uint8Array.from(colours.flat()) };
}

function greys(depth: number, key: number | undefined): Pixelling {
  const most = 2 ** depth - 1;
  const grey = (i: number) => (i * 255) / most;
  const values = Array.from({ length: most + 1 }, (_, i) => [grey(i), i === key ? 0 : 255, 0, 0]);
  return { form: INDEXED, channels: key === undefined ? 1 : 2, meanings: Uint8Array.from(values.flat()) };
}
