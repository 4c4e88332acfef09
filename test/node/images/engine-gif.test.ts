import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { layOut } from "../../../src/rooms/images/engine/geometry.ts";
import { placement } from "../../../src/rooms/images/engine/orientation.ts";
import { resample } from "../../../src/rooms/images/resample.ts";
import { join } from "../../fixtures/bytes.ts";
import { decibels, inPieces, openEngine, renderFile } from "../../fixtures/engine.ts";
import { bitsOf, gifOf, inBlocks } from "../../fixtures/gif-writer.ts";
import { createRandom } from "../../fuzz/images/random.ts";

const engine = await openEngine();
const random = createRandom(1);
const noise = (length: number, below = 256) => Uint8Array.from({ length }, () => random.whole(below));

/** As large as it is: then the resampler has nothing to do. */
const WHOLE = { width: 16_383, fit: "inside" } as const;
const render = (file: Uint8Array, wish: Parameters<typeof layOut>[1] = WHOLE) =>
  renderFile(engine, "image/gif", file, wish);

async function decode(file: Uint8Array) {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: invisibleAsBlack(data) };
}

/** The colour of what cannot be seen is nobody's. */
function invisibleAsBlack(rgba: Uint8Array): Uint8Array {
  return rgba.map((value, i) => (rgba[i | 3] === 0 ? 0 : value));
}

async function expectAsSharpHasIt(file: Uint8Array) {
  const { width, height, data } = await render(file);
  const wanted = await decode(file);
  expect([width, height]).toEqual([wanted.width, wanted.height]);
  expect(Buffer.compare(invisibleAsBlack(data), wanted.data)).toBe(0);
}

describe("a GIF", () => {
  const textures = {
    noise: (length: number, below: number) => noise(length, below),
    "one value": (length: number) => new Uint8Array(length).fill(1),
    stripes: (length: number, below: number) => Uint8Array.from({ length }, (_, i) => (i >> 3) % below),
  };
  test.each(
    Object.entries(textures).flatMap(([name, draw]) =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((bits) => ({ name, draw, bits })),
    ),
  )("of $name in $bits bits comes out as it is", async ({ draw, bits }) => {
    const samples = draw(200 * 150, 2 ** bits);
    await expectAsSharpHasIt(gifOf({ width: 200, height: 150, bits }, samples));
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17])(
    "interlaced, of %i rows comes out as it is",
    async (height) => {
      const samples = noise(13 * height);
      const wanted = (await render(gifOf({ width: 13, height }, samples))).data;
      const { data } = await render(gifOf({ width: 13, height, interlaced: true }, samples));
      expect(data).toEqual(wanted);
    },
  );

  test.each([false, true])(
    "smaller than its screen has nothing around it, interlaced: %s",
    async (interlaced) => {
      const screen = { width: 40, height: 30, left: 7, top: 5 };
      const form = { width: 20, height: 17, screen, interlaced };
      const samples = noise(20 * 17, 255);
      expect((await render(gifOf(form, samples))).opaque).toBe(false);
      // For sharp, what is around a picture is black unless that has a transparent colour.
      await expectAsSharpHasIt(gifOf({ ...form, transparent: 255 }, samples));
    },
  );

  test("larger than its screen makes the screen larger", async () => {
    const screen = { width: 10, height: 10, left: 3, top: 0 };
    const { width, height } = await render(gifOf({ width: 20, height: 5, screen }, noise(100)));
    expect([width, height]).toEqual([23, 10]);
  });

  test("shows nothing where its transparent colour is", async () => {
    const file = gifOf({ width: 30, height: 20, bits: 4, transparent: 3 }, noise(600, 16));
    expect((await render(file)).opaque).toBe(false);
    await expectAsSharpHasIt(file);
    const without = gifOf({ width: 30, height: 20, bits: 4, transparent: 3 }, noise(600, 3));
    expect((await render(without)).opaque).toBe(true);
  });

  test("has its own colours before those of the screen", async () => {
    const colours = noise(768);
    const samples = noise(600);
    const wanted = (await render(gifOf({ width: 30, height: 20, colours }, samples))).data;
    const { data } = await render(gifOf({ width: 30, height: 20, colours, own: true }, samples));
    expect(data).toEqual(wanted);
  });

  test("may have comments, programs' blocks and more pictures", async () => {
    const samples = noise(600);
    const wanted = (await render(gifOf({ width: 30, height: 20 }, samples))).data;
    const comment = join([0x21, 0xfe], inBlocks(noise(3000)));
    const program = join([0x21, 0xff, 11], "NETSCAPE2.0", [3, 1, 0, 0, 0]);
    const file = gifOf({ width: 30, height: 20, extensions: join(program, comment) }, samples);
    expect((await render(join(file.subarray(0, -1), noise(5000)))).data).toEqual(wanted);
  });

  test("comes out the same however it arrives", async () => {
    const file = gifOf({ width: 300, height: 200, interlaced: true }, noise(60_000));
    const wanted = (await render(file)).data;
    for (const piece of [1, 7, () => 1 + random.whole(900)]) {
      const { data } = await engine.render({ type: "image/gif", body: inPieces(file, piece) }, WHOLE);
      expect(Buffer.compare(data, wanted)).toBe(0);
    }
  });

  test.each([false, true])(
    "is shrunk to what Lanczos makes of all its pixels, interlaced: %s",
    async (progressive) => {
      const [width, height] = [611, 407];
      const scene = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
        const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
        return 128 + 100 * Math.sin(x / (9 + (i % 3) * 7)) * Math.cos(y / 23);
      });
      const file = await sharp(scene, { raw: { width, height, channels: 3 } })
        .gif({ progressive })
        .toBuffer();
      for (const wish of [
        { width: 90, height: 60, fit: "cover" },
        { width: 250, fit: "inside" },
      ] as const) {
        const layout = layOut({ width, height }, wish);
        const place = placement(1, layout.horizontal.count, layout.vertical.count);
        const wanted = resample(
          { width, height, channels: 4, data: (await decode(file)).data },
          layout,
          place,
        ).data;
        expect(decibels((await render(file, wish)).data, wanted)).toBeGreaterThan(48);
      }
    },
  );

  test("that breaks off is refused", async () => {
    const file = gifOf({ width: 20, height: 20 }, noise(400));
    // Its end, that of its blocks and that of its codes are not waited for.
    for (let length = 0; length < file.length - 4; length++)
      await expect(render(file.subarray(0, length))).rejects.toMatchObject({ reason: "unreadable" });
  });

  const shape = { width: 8, height: 8 };
  const code = (...codes: number[]) => bitsOf(codes.map((value) => ({ code: value, size: 9 })));
  test.each([
    [
      "codes that stand for nothing yet",
      gifOf({ ...shape, data: code(256, 1, 300) }, noise(0)),
      "image data that cannot be unpacked",
    ],
    [
      "a first code that stands for nothing",
      gifOf({ ...shape, data: code(256, 258) }, noise(0)),
      "image data that cannot be unpacked",
    ],
    [
      "an end before its end",
      gifOf({ ...shape, data: code(256, 1, 2, 3, 257) }, noise(0)),
      "the image data ends early",
    ],
    ["too few samples", gifOf({ ...shape, data: code(256, 1, 2, 3) }, noise(0)), "the image data ends early"],
    ["no colours", gifOf({ ...shape, colours: null }, noise(64)), "a picture without colours"],
    [
      "no pixels",
      gifOf({ width: 0, height: 8, screen: { width: 8, height: 8, left: 0, top: 0 } }, noise(0)),
      "a picture without pixels",
    ],
    ["no picture", join("GIF89a", [8, 0, 8, 0, 0, 0, 0, 0x3b]), "no picture in the file"],
    ["another signature", join("GIF90a", new Uint8Array(99)), "no GIF"],
    [
      "100,001 blocks before its picture",
      gifOf({ ...shape, extensions: join([0x21, 0xfe], new Uint8Array(200_002).fill(1), [0]) }, noise(64)),
      "more than 100000 blocks before the picture",
    ],
  ])("with %s is refused", async (_, file, rule) => {
    await expect(render(file)).rejects.toMatchObject({ reason: "unreadable", rule });
  });
});
