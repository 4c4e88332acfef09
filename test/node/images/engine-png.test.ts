import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { layOut } from "../../../src/rooms/images/engine/geometry.ts";
import { placement } from "../../../src/rooms/images/engine/orientation.ts";
import { resample } from "../../../src/rooms/images/resample.ts";
import { join } from "../../fixtures/bytes.ts";
import { decibels, inPieces, openEngine, renderFile } from "../../fixtures/engine.ts";
import { filterRows, imageData, type PngForm, pngOf } from "../../fixtures/png-writer.ts";
import { pngChunk } from "../../fixtures/small-pictures.ts";
import { createRandom } from "../../fuzz/images/random.ts";

const engine = await openEngine();
const suite = resolve(import.meta.dirname, "../../vectors/pngsuite");
const names = readdirSync(suite).filter((name) => name.endsWith(".png"));
const load = (name: string) => readFileSync(resolve(suite, name));

const random = createRandom(1);
const noise = (length: number) => Uint8Array.from({ length }, () => random.whole(256));

/** As large as it is: then the resampler has nothing to do. */
const WHOLE = { width: 16_383, fit: "inside" } as const;
const render = (file: Uint8Array, wish: Parameters<typeof layOut>[1] = WHOLE) =>
  renderFile(engine, "image/png", file, wish);

/** What sharp decodes, in eight bits: it would cut sixteen off, so that they are rounded here. */
async function decode(file: Uint8Array): Promise<{ width: number; height: number; data: Uint8Array }> {
  const deep = (await sharp(file).metadata()).depth === "ushort";
  const picture = sharp(file)
    .toColourspace(deep ? "rgb16" : "srgb")
    .ensureAlpha();
  const { data, info } = await picture
    .raw({ depth: deep ? "ushort" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (!deep) return { ...info, data };
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  return { ...info, data: Uint8Array.from(samples, (value) => Math.round((value * 255) / 65_535)) };
}

/** Bytes that differ: of alpha, and of colours as far as alpha leaves of them what the engine's fourteen bits can tell. */
function differences(a: Uint8Array, b: Uint8Array): number {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < a.length; i++) {
    const seen = i % 4 === 3 ? 1 : b[i | 3]! / 255;
    if (Math.abs(a[i]! - b[i]!) * seen > 1 / 64) count++;
  }
  return count;
}

describe("PngSuite", () => {
  test.each(names.filter((name) => !name.startsWith("x")))("%s comes out as it is", async (name) => {
    const rendered = await render(load(name));
    const wanted = await decode(load(name));
    expect([rendered.width, rendered.height]).toEqual([wanted.width, wanted.height]);
    expect(differences(rendered.data, wanted.data)).toBe(0);
  });

  test.each(names.filter((name) => name.startsWith("x")))("%s is refused", async (name) => {
    await expect(render(load(name))).rejects.toMatchObject({ reason: "unreadable" });
  });

  test("comes out the same however it arrives", async () => {
    for (const name of ["basi6a16.png", "basn3p04.png", "oi9n2c16.png", "z00n2c08.png"]) {
      const wanted = (await render(load(name))).data;
      for (const piece of [1, 7, () => 1 + random.whole(90)]) {
        const body = inPieces(load(name), piece);
        const { data } = await engine.render({ type: "image/png", body }, WHOLE);
        expect(Buffer.compare(data, wanted)).toBe(0);
      }
    }
  });
});

describe("rows", () => {
  const forms = [
    ...[1, 2, 4, 8, 16].map((depth) => ({ colourType: 0, depth })),
    ...[2, 4, 6].flatMap((colourType) => [8, 16].map((depth) => ({ colourType, depth }))),
  ];
  test.each(forms)("of colour type $colourType in $depth bits pass every filter", async (form) => {
    const shape = { width: 37, height: 25, ...form };
    const pixels = noise(37 * 25 * 8);
    const plain = pngOf(shape, imageData(filterRows(shape, pixels, [0])));
    const wanted = (await render(plain)).data;
    expect(differences(wanted, (await decode(plain)).data)).toBe(0);
    const filtered = pngOf(shape, imageData(filterRows(shape, pixels, [4, 1, 3, 2, 0, 3, 4])));
    expect(Buffer.compare((await render(filtered)).data, wanted)).toBe(0);
  });
});

describe("a PNG that is shrunk", () => {
  const [width, height] = [800, 601];
  const wave = (x: number, y: number) =>
    [120 + 90 * Math.sin(x / 19), 120 + 90 * Math.cos(y / 31), x ^ y, (x + y) / 6].map(
      (value) => value & 255,
    );
  const scene = Buffer.from(
    Array.from({ length: width * height }, (_, i) => wave(i % width, Math.floor(i / width))).flat(),
  );
  const picture = () => sharp(scene, { raw: { width, height, channels: 4 } });
  const files = {
    "in one": () => picture().removeAlpha().png(),
    interlaced: () => picture().removeAlpha().png({ progressive: true }),
    "transparent and interlaced": () => picture().png({ progressive: true }),
    transparent: () => picture().png(),
    grey: () => picture().removeAlpha().toColourspace("b-w").png(),
  };
  const wishes = [
    { width: 90, height: 60, fit: "cover" },
    { width: 500, height: 180, fit: "cover" },
    { width: 3, fit: "inside" },
  ] as const;

  test.each(
    Object.entries(files).flatMap(([kind, file]) =>
      wishes.map((wish) => ({ kind, file, wish, size: wish.width })),
    ),
  )("($kind) to $size pixels is what Lanczos makes of all its pixels", async ({ file, wish }) => {
    const bytes = await file().toBuffer();
    const { data } = await sharp(bytes)
      .toColourspace("srgb")
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const layout = layOut({ width, height }, wish);
    const place = placement(1, layout.horizontal.count, layout.vertical.count);
    const wanted = resample({ width, height, channels: 4, data }, layout, place).data;
    const rendered = await render(bytes, wish);
    expect(decibels(seen(rendered.data), seen(wanted))).toBeGreaterThan(48);
  });

  const seen = (rgba: Uint8Array | Uint8ClampedArray) =>
    Array.from(rgba, (value, i) => (i % 4 === 3 ? value : (value * rgba[i | 3]!) / 255));

  test("is upright, as its EXIF wants it", async () => {
    const file = await picture().removeAlpha().withMetadata({ orientation: 6 }).png().toBuffer();
    const wish = { width: 120, height: 160, fit: "cover" } as const;
    const wanted = await sharp(file).autoOrient().resize(wish).ensureAlpha().raw().toBuffer();
    expect(decibels((await render(file, wish)).data, wanted)).toBeGreaterThan(30);
  });

  test("is converted to sRGB from the colours of a phone's display", async () => {
    const file = await picture().removeAlpha().withIccProfile("p3").png().toBuffer();
    const wanted = await sharp(file).resize(400).ensureAlpha().raw().toBuffer();
    expect(decibels((await render(file, { width: 400, fit: "inside" })).data, wanted)).toBeGreaterThan(36);
  });
});

describe("a PNG", () => {
  const shape = { width: 8, height: 8, colourType: 0 };
  const rows = filterRows(shape, noise(64), [0]);
  const data = imageData(rows);

  test("is opaque when all that is asked for is", async () => {
    const form = { width: 20, height: 10, colourType: 6 };
    const pixels = Uint8Array.from({ length: 800 }, (_, i) => (i % 4 === 3 && i < 80 ? 0 : 255));
    const file = pngOf(form, imageData(filterRows(form, pixels, [0])));
    expect((await render(file)).opaque).toBe(false);
    expect((await render(file, { width: 20, height: 5, fit: "cover", focus: { x: 0, y: 1 } })).opaque).toBe(
      true,
    );
    expect((await render(pngOf(shape, data))).opaque).toBe(true);
  });

  test("may have anything behind its rows, and chunks that nobody needs", async () => {
    const wanted = (await render(pngOf(shape, data))).data;
    const more = imageData(join(rows, noise(1000)));
    const text = pngChunk("zTXt", noise(70_000));
    const frames = [pngChunk("acTL", new Uint8Array(8)), pngChunk("fcTL", new Uint8Array(26)), more];
    const file = pngOf(shape, text, ...frames, pngChunk("IDAT", noise(99)), pngChunk("fdAT", noise(99)));
    expect((await render(file)).data).toEqual(wanted);
  });

  test("whose profile is damaged or endless is taken for sRGB", async () => {
    const wanted = (await render(pngOf(shape, data))).data;
    for (const profile of [noise(500), imageData(new Uint8Array(5 << 20)).slice(8, -4)])
      expect((await render(pngOf(shape, pngChunk("iCCP", join("p\0\0", profile)), data))).data).toEqual(
        wanted,
      );
  });

  test("that breaks off anywhere is refused", async () => {
    const file = load("basn2c08.png");
    const end = file.lastIndexOf("IEND") + 4;
    for (let length = 0; length < end; length++)
      await expect(render(file.subarray(0, length))).rejects.toMatchObject({ reason: "unreadable" });
    await expect(render(file.subarray(0, end))).resolves.toBeDefined();
  });

  const palette = { ...shape, colourType: 3 };
  const huge: PngForm = { width: 65_536, height: 1 };
  test.each([
    [
      "a row whose filter is none",
      pngOf(shape, imageData(Uint8Array.from(rows, (v, i) => (i === 9 ? 5 : v)))),
      "a filter that is none",
    ],
    ["a row too few", pngOf(shape, imageData(rows.subarray(0, -9))), "the image data ends early"],
    ["a byte too few", pngOf(shape, imageData(rows.subarray(0, -1))), "the image data ends early"],
    ["no palette", pngOf(palette, data), "a palette that cannot be"],
    ["a palette of two bytes", pngOf(palette, pngChunk("PLTE", [1, 2]), data), "a palette that cannot be"],
    [
      "half a transparent colour",
      pngOf(shape, pngChunk("tRNS", [1]), data),
      "a transparent colour that cannot be",
    ],
    [
      "a chunk that nobody knows and everybody needs",
      pngOf(shape, pngChunk("NEED", []), data),
      "a critical chunk that nobody knows",
    ],
    [
      "a chunk of four gigabytes",
      pngOf(shape, join([255, 255, 255, 255], "teXt"), data),
      "a chunk that cannot be",
    ],
    ["no pixels", pngOf({ ...shape, width: 0 }, data), "a picture without pixels"],
    ["rows of 65,536 pixels", pngOf(huge, data), "more than 65535 pixels a side"],
  ])("with %s is refused", async (_, file, rule) => {
    await expect(render(file)).rejects.toMatchObject({ rule });
  });

  test("of 65,535 rows of one pixel is made", async () => {
    const tall = { width: 1, height: 65_535, colourType: 0 };
    const file = pngOf(tall, imageData(filterRows(tall, new Uint8Array(65_535).fill(7), [2])));
    const { width, height, data } = await render(file, { width: 10, height: 100, fit: "inside" });
    expect([width, height, data[0]]).toEqual([1, 100, 7]);
  });
});
