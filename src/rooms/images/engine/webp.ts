import type { ByteReader } from "./byte-reader.ts";
import { bytesAt, type Core } from "./core.ts";
import type { Size } from "./geometry.ts";
import { PictureError, type Reason, unreadable } from "./picture-error.ts";
import type { Stage } from "./stage.ts";
import { type Held, readContainer } from "./webp-container.ts";

/** Of `Outcome` in `assembly/webp-outcome.ts`, in its order. */
const refusals: readonly (readonly [Reason, string] | null)[] = [
  null,
  ["unreadable", "a picture that cannot be"],
  ["unreadable", "the picture's data end early"],
  ["too-large", "more memory than an instance has"],
];
const LOSSY_HEADER = 10;
const LOSSLESS_HEADER = 5;
const LOSSLESS_SIGNATURE = 0x2f;

/**
 * WebP (RFC 9649), lossy and lossless. Of an animation, its first picture. A file that breaks off is unreadable, as it is
 * for other readers of WebP.
 */
export async function readWebp(bytes: ByteReader, stage: Stage): Promise<void> {
  const { core } = stage;
  const { picture, lossless, alpha, colours, orientation } = await readContainer(bytes, core);
  const frame = lossless ? losslessFrame(core, picture) : lossyFrame(core, picture);
  stage.colours = colours;
  stage.layOut({ ...frame, orientation });
  const outcome = lossless
    ? core.decodeVp8l(picture.at, picture.size, frame.width, frame.height, frame.hasAlpha)
    : core.decodeVp8(picture.at, picture.size, alpha?.at ?? 0, alpha?.size ?? 0);
  const refusal = refusals[outcome];
  if (refusal) throw new PictureError(...refusal);
}

interface Frame extends Size {
  /** Of lossless ones alone, as the alpha of others comes apart. */
  hasAlpha: boolean;
}

/** RFC 6386, section 9.1. What else the ten bytes say, the decoder checks. */
function lossyFrame(core: Core, held: Held): Frame {
  const header = headerOf(core, held, LOSSY_HEADER);
  return {
    width: header.getUint16(6, true) & 0x3fff,
    height: header.getUint16(8, true) & 0x3fff,
    hasAlpha: false,
  };
}

/** RFC 9649, section 3.4: 14 bits of each side, whether alpha is used, and three bits of a version, which is 0. */
function losslessFrame(core: Core, held: Held): Frame {
  const header = headerOf(core, held, LOSSLESS_HEADER);
  const bits = header.getUint32(1, true);
  if (header.getUint8(0) !== LOSSLESS_SIGNATURE || bits >>> 29 !== 0)
    throw unreadable("a picture that cannot be");
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    hasAlpha: (bits & 0x10000000) !== 0,
  };
}

function headerOf(core: Core, { at, size }: Held, length: number): DataView {
  if (size < length) throw unreadable("a picture that cannot be");
  const bytes = bytesAt(core, at, length);
  return new DataView(bytes.buffer, bytes.byteOffset, length);
}
