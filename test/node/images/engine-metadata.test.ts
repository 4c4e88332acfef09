import sharp from "sharp";
import { expect, test } from "vitest";
import { join } from "../../fixtures/bytes.ts";
import { openEngine, renderFile } from "../../fixtures/engine.ts";
import { exif } from "../../fixtures/jpeg-writer/segments.ts";

const engine = await openEngine();

test.each([
  [6, 1],
  [1, 6],
])(
  "of a JPEG's two EXIF segments, which say %i and %i, the first counts, as in sharp",
  async (one, other) => {
    const create = { width: 40, height: 20, channels: 3, background: "red" } as const;
    const plain = new Uint8Array(await sharp({ create }).jpeg().toBuffer());
    const file = join(plain.subarray(0, 2), exif(one, "II"), exif(other, "MM"), plain.subarray(2));
    const { width, height } = await renderFile(engine, "image/jpeg", file, { width: 100, fit: "inside" });
    const { info } = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true });
    expect([width, height]).toEqual([info.width, info.height]);
  },
);
