import { constants } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openEngine, renderFile } from "../../fixtures/engine.ts";
import { filterRows, imageData, pngOf } from "../../fixtures/png-writer.ts";
import { createRandom } from "../../fuzz/images/random.ts";

const engine = await openEngine();
const random = createRandom(1);

/** Greys, as each comes out of the engine where it has nothing to shrink. */
const [WIDTH, HEIGHT] = [4000, 60];
const shape = { width: WIDTH, height: HEIGHT, colourType: 0 };
const draw = (grey: (x: number, y: number) => number) =>
  Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => grey(i % WIDTH, Math.floor(i / WIDTH)));

const textures = {
  noise: draw(() => random.whole(256)),
  "one value": draw(() => 99),
  "repeats of one to forty bytes": draw((x, y) => ((x % (1 + (y % 40))) * 31) ^ (x >> 9)),
  "values that are rarer and rarer": draw(() => -Math.log2((1 + random.whole(1e6)) / 1e6) * 12),
};
const packings = {
  stored: { level: 0 },
  "in fixed codes": { strategy: constants.Z_FIXED },
  "in Huffman codes alone": { strategy: constants.Z_HUFFMAN_ONLY },
  "in runs": { strategy: constants.Z_RLE },
  "with a small window": { windowBits: 9 },
  "in many small blocks": { memLevel: 1 },
  "as well as can be": { level: 9, memLevel: 9 },
};

describe.each(Object.entries(textures))("%s", (_, pixels) => {
  test.each(Object.entries(packings))("deflated %s is inflated by the engine", async (_, options) => {
    const file = pngOf(shape, imageData(filterRows(shape, pixels, [0]), options));
    const { data } = await renderFile(engine, "image/png", file, { width: WIDTH, fit: "inside" });
    expect(data.filter((_, i) => i % 4 === 0)).toEqual(pixels);
  });
});
