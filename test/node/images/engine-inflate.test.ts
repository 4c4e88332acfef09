import { constants, deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { join } from "../../fixtures/bytes.ts";
import { openEngine, renderFile } from "../../fixtures/engine.ts";
import { filterRows, imageData, pngOf } from "../../fixtures/png-writer.ts";
import { pngChunk } from "../../fixtures/small-pictures.ts";
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

describe("image data", () => {
  const small = { width: 8, height: 8, colourType: 0 };
  const rows = filterRows(small, draw((x) => x * 30).subarray(0, 64), [0]);
  const render = (data: Uint8Array) =>
    renderFile(engine, "image/png", pngOf(small, pngChunk("IDAT", data)), { width: 8, fit: "inside" });
  /** As RFC 1951 has them: each byte's lowest bit first. */
  const ofBits = (...bits: string[]) =>
    (bits.join("").match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt([...byte].reverse().join(""), 2));
  const dynamic = ["1", "01", "00000", "00000", "1111"];

  test.each([
    ["is no zlib stream", [0, 0, 0, 0]],
    ["wants a dictionary", [0x78, 0x20 | 0x1e, 0, 0]],
    ["has a block of the kind that is none", [0x78, 1, 7]],
    ["says two lengths for what is stored", [0x78, 1, 1, 5, 0, 5, 0, 1, 2, 3, 4, 5]],
    ["has a match that reaches back too far", [0x78, 1, 0x4b, 0x04, 0x22, 0x00]],
    ["has more codes than there are", [0x78, 1, ...ofBits(...dynamic, "100".repeat(19))]],
    ["has fewer codes than there are", [0x78, 1, ...ofBits(...dynamic, "010".repeat(3), "000".repeat(16))]],
  ])("that %s is refused", async (_, data) => {
    await expect(render(Uint8Array.from(data))).rejects.toMatchObject({
      rule: "image data that cannot be inflated",
    });
  });

  test("may have some blocks that hold nothing, not thousands", async () => {
    const empty = (count: number) => new Uint8Array(5 * count).map((_, i) => (i % 5 > 2 ? 255 : 0));
    const dataAfter = (count: number) => join([0x78, 1], empty(count), deflateSync(rows).subarray(2));
    expect((await render(dataAfter(900))).data).toEqual((await render(dataAfter(0))).data);
    await expect(render(dataAfter(2000))).rejects.toMatchObject({
      rule: "image data that cannot be inflated",
    });
  });

  test.each(Object.entries(packings))("that breaks off is refused, %s", async (_, options) => {
    const whole = deflateSync(rows, options);
    await expect(render(whole)).resolves.toBeDefined();
    // The last block's end takes two bytes at most, the Adler-32 that nobody looks at four.
    for (let length = 0; length < whole.length - 6; length++)
      await expect(render(whole.subarray(0, length))).rejects.toMatchObject({ reason: "unreadable" });
  });
});
