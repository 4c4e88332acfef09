import type { ByteReader } from "./byte-reader.ts";
import { bytesAt, type Core } from "./core.ts";
import type { Size } from "./geometry.ts";
import { PictureError, type Reason, unreadable, unsupported } from "./picture-error.ts";
import type { Stage } from "./stage.ts";
import { type Held, readContainer } from "./webp-container.ts";

/** Of `Outcome` in `assembly/webp-outcome.ts`, in its order. */
const refusals: readonly (readonly [Reason, string] | null)[] = [
  null,
  ["unreadable", "a frame header that cannot be"],
  ["unreadable", "the picture's data end early"],
  ["too-large", "more memory than an instance has"],
];

/**
 * WebP (RFC 9649), lossy: a key frame of VP8 (RFC 6386). Of an animation, its first picture. A file that breaks off is
 * unreadable, as for other readers of WebP.
 */
export async function readWebp(bytes: ByteReader, stage: Stage): Promise<void> {
  const { core } = stage;
  const { picture, lossless, alpha, colours, orientation } = await readContainer(bytes, core);
  if (lossless) throw unsupported("lossless WebP");
  if (alpha) throw unsupported("WebP with alpha");
  stage.colours = colours;
  stage.layOut({ ...frameSize(core, picture), orientation });
  const refusal = refusals[core.decodeVp8(picture.at, picture.size)];
  if (refusal) throw new PictureError(...refusal);
}

/** RFC 6386, section 9.1. What else the ten bytes say, the decoder checks. */
function frameSize(core: Core, { at, size }: Held): Size {
  if (size < 10) throw unreadable("a frame header that cannot be");
  const [widthLow, widthHigh, heightLow, heightHigh] = bytesAt(core, at + 6, 4);
  return {
    width: (widthLow! | (widthHigh! << 8)) & 0x3fff,
    height: (heightLow! | (heightHigh! << 8)) & 0x3fff,
  };
}
