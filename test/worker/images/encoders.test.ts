import { describe, expect, it } from "vitest";
import { createEncoders, type Pixels } from "../../../src/rooms/images/encoders/encoder.ts";
import { createJpegEncoder } from "../../../src/rooms/images/encoders/jpeg.ts";
import { createPngEncoder } from "../../../src/rooms/images/encoders/png.ts";
import { createWebpEncoder } from "../../../src/rooms/images/encoders/webp.ts";
import { psnr, sharpMetadata, sharpPixels } from "../../fixtures/recipes.ts";

type Paint = (x: number, y: number) => readonly [red: number, green: number, blue: number, alpha: number];

function paint(width: number, height: number, colour: Paint): Pixels {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) data.set(colour(at % width, Math.floor(at / width)), at * 4);
  return { width, height, data, opaque: data.every((value, i) => i % 4 !== 3 || value === 255) };
}

const wave: Paint = (x, y) => [x * 2, y * 3, 128 + 100 * Math.sin((x + y) / 20), 255];
/** No two bytes alike, so that every filter of a row has its turn. */
const noise: Paint = (x, y) => [
  (x * 7919 + y * 104729) & 255,
  (x * y) & 255,
  (x ^ y) & 255,
  (x * 37 + y) & 255,
];
const halfSeen: Paint = (x) => (x < 16 ? [200, 0, 0, 128] : [0, 90, 250, 0]);

const all = () =>
  createEncoders({
    "image/webp": createWebpEncoder,
    "image/jpeg": createJpegEncoder,
    "image/png": async () => createPngEncoder(),
  });
type Type = "image/webp" | "image/jpeg" | "image/png";
const encode = async (pixels: Pixels, type: Type, quality = 80) =>
  (await all().prepare(type))(pixels, { quality });

describe("a picture written", () => {
  it.each([
    ["image/webp", "webp"],
    ["image/jpeg", "jpeg"],
  ] as const)("as %s looks like its pixels, the more so the higher its quality", async (type, format) => {
    const pixels = paint(121, 83, wave);
    const [low, high] = [await encode(pixels, type, 30), await encode(pixels, type, 90)];
    expect(await sharpMetadata(high)).toMatchObject({ format, width: 121, height: 83 });
    const likeness = async (file: typeof low) =>
      psnr(await sharpPixels(file), { ...pixels, rgba: pixels.data });
    expect(await likeness(high)).toBeGreaterThan(36);
    expect(await likeness(high)).toBeGreaterThan((await likeness(low)) + 3);
    expect(high.length).toBeGreaterThan(low.length);
  });

  it.each([
    ["PNG", "image/png", 80],
    ["WebP of quality 100", "image/webp", 100],
  ] as const)("as %s has exactly its pixels", async (_, type, quality) => {
    for (const pixels of [
      paint(1, 1, wave),
      paint(121, 83, wave),
      paint(64, 50, noise),
      paint(3, 400, wave),
    ]) {
      const { rgba } = await sharpPixels(await encode(pixels, type, quality));
      const seen = (data: Uint8Array) => data.map((value, i) => (data[i | 3] === 0 ? 0 : value));
      expect(seen(rgba)).toEqual(seen(pixels.data));
    }
  });

  it("as WebP keeps a drawing of few colours as it is, and is smaller for it", async () => {
    const pixels = paint(300, 200, (x, y) =>
      ((x >> 4) + (y >> 3)) % 5 ? [250, 250, 250, 255] : [(x >> 4) << 4, 0, 90, 255],
    );
    const file = await encode(pixels, "image/webp");
    expect((await sharpPixels(file)).rgba).toEqual(pixels.data);
    const photo = paint(300, 200, wave);
    expect((await sharpPixels(await encode(photo, "image/webp"))).rgba).not.toEqual(photo.data);
    expect(file.length).toBeLessThan(600);
    const tiny = paint(24, 16, wave);
    expect((await sharpPixels(await encode(tiny, "image/webp"))).rgba).not.toEqual(tiny.data);
  });

  it("as JPEG is baseline, so that old mail clients show it", async () => {
    const file = await encode(paint(121, 83, wave), "image/jpeg");
    expect(await sharpMetadata(file)).toMatchObject({ isProgressive: false, chromaSubsampling: "4:2:0" });
  });

  it("as JPEG lies on white where it lets through", async () => {
    const { rgba } = await sharpPixels(await encode(paint(32, 32, halfSeen), "image/jpeg", 95));
    const at = (x: number) => [...rgba.subarray((16 * 32 + x) * 4, (16 * 32 + x) * 4 + 4)];
    for (const [i, value] of [227, 127, 127, 255].entries()) expect(at(4)[i]).toBeCloseTo(value, -1);
    expect(Math.min(...at(28))).toBeGreaterThan(250);
  });

  it("as PNG has no alpha where there is none to keep, and filters that make it small", async () => {
    const whole = await encode(paint(121, 83, wave), "image/png");
    expect(await sharpMetadata(whole)).toMatchObject({ channels: 3, hasAlpha: false, depth: "uchar" });
    const through = await encode(paint(32, 32, halfSeen), "image/png");
    expect(await sharpMetadata(through)).toMatchObject({ channels: 4, hasAlpha: true });
    expect(whole.length).toBeLessThan(121 * 83);
  });
});

describe("encoders", () => {
  it("say what they write, and write nothing else", async () => {
    const encoders = createEncoders({ "image/png": async () => createPngEncoder() });
    expect(encoders.writes).toEqual(["image/png"]);
    await expect(encoders.prepare("image/avif")).rejects.toThrow("image/avif");
  });

  it("are kept while they are small, and made anew after a failure", async () => {
    let made = 0;
    let megabytes = 1;
    const encoders = createEncoders({
      "image/webp": async () => {
        made++;
        const encode: Awaited<ReturnType<typeof createWebpEncoder>>["encode"] = ({ width }) => {
          if (width === 0) throw new Error("no");
          return new Uint8Array();
        };
        return { memoryBytes: () => megabytes << 20, encode };
      },
    });
    const use = async (width: number) =>
      (await encoders.prepare("image/webp"))({ ...paint(1, 1, wave), width }, { quality: 80 });
    await use(1);
    await use(1);
    expect(made).toBe(1);
    await expect(use(0)).rejects.toThrow("no");
    await use(1);
    expect(made).toBe(2);
    megabytes = 17;
    await use(1);
    await use(1);
    expect(made).toBe(3);
  });
});
