import sharp, { type WebpOptions as SharpOptions } from "sharp";
import { describe, expect, test } from "vitest";
import { layOut } from "../../../src/rooms/images/engine/geometry.ts";
import { placement } from "../../../src/rooms/images/engine/orientation.ts";
import { resample } from "../../../src/rooms/images/resample.ts";
import { decibels, inPieces, openEngine, renderFile } from "../../fixtures/engine.ts";
import { openWebpEncoder, type WebpOptions } from "../../fixtures/webp-encoder.ts";

const engine = await openEngine();
const encodeWebp = await openWebpEncoder();

/** Waves, flat areas, grain and stripes: something for every prediction mode. */
function draw(width: number, height: number, seed: number) {
  let state = seed;
  const grain = () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff - 0.5;
  };
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) {
    const [channel, x, y] = [i % 4, Math.floor(i / 4) % width, Math.floor(i / 4 / width)];
    const wave = 128 + 90 * Math.sin(x / (9 + channel * 4) + seed) * Math.cos(y / (13 - channel * 2));
    const kind = ((x >> 5) + (y >> 5)) % 3;
    const detail = kind === 0 ? 0 : kind === 1 ? 60 * grain() : 70 * (((x * 7 + y * 3) >> 4) & 1);
    data[i] = channel === 3 ? 255 : wave + detail;
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

const sharpWebp = ({ width, height, data }: ReturnType<typeof draw>, options: SharpOptions) =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .webp(options)
    .toBuffer();

const wholePicture = { width: 16_000, fit: "inside" } as const;

/** The largest difference from what libwebp decodes, in any colour of any pixel. */
async function differenceFromLibwebp(file: Uint8Array): Promise<number> {
  const { data } = await renderFile(engine, "image/webp", file, wholePicture);
  const wanted = await sharp(file).ensureAlpha().raw().toBuffer();
  expect(data.length).toBe(wanted.length);
  return data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - wanted[i]!)), 0);
}

// Samples are exact. Colours are converted at 14 bits here and at eight there, which leaves a difference of rounding.
const ROUNDING = 2;

// biome-ignore format: a table
const sizes = [
  [1, 1], [2, 3], [7, 5], [15, 17], [16, 16], [17, 33], [31, 64], [100, 75], [203, 151],
] as const;
const qualities: SharpOptions[] = [
  { quality: 1 },
  { quality: 20, effort: 0 },
  { quality: 50, effort: 6 },
  { quality: 80, preset: "drawing" },
  { quality: 95, preset: "photo" },
  { quality: 100, smartSubsample: true },
];

describe("a lossy WebP is decoded as by libwebp", () => {
  test.each(sizes)("at %i x %i pixels, in every quality", async (width, height) => {
    for (const options of qualities) {
      const file = await sharpWebp(draw(width, height, width + options.quality!), options);
      expect(await differenceFromLibwebp(file), JSON.stringify(options)).toBeLessThanOrEqual(ROUNDING);
    }
  });

  const filters: WebpOptions[] = [
    { filter_strength: 60 },
    { filter_strength: 100, filter_sharpness: 3 },
    { filter_strength: 30, filter_sharpness: 7 },
    { filter_strength: 80, filter_sharpness: 5, autofilter: 1 },
    { filter_strength: 15, filter_sharpness: 1 },
    { filter_strength: 0 },
  ];
  test.each(
    [1, 2, 4].flatMap((segments) =>
      [0, 1, 2, 3].map((partitions) => ({ segments, partitions, parts: 1 << partitions })),
    ),
  )("with $segments segments and $parts partitions, in every filter", async ({ segments, partitions }) => {
    let variant = segments * 10 + partitions;
    for (const filter_type of [0, 1])
      for (const filter of filters) {
        const quality = variant % 2 === 0 ? 75 : 25;
        const options = { ...filter, filter_type, segments, partitions, quality, method: variant % 7 };
        const file = encodeWebp(draw(131, 97, variant++), { ...options, sns_strength: (variant * 37) % 101 });
        expect(await differenceFromLibwebp(file), JSON.stringify(options)).toBeLessThanOrEqual(ROUNDING);
      }
  });
});

describe("a WebP", () => {
  const scene = draw(800, 601, 5);

  test.each([90, 130, 250, 500, 799])(
    "at %i pixels is what Lanczos makes of all its pixels",
    async (width) => {
      const file = await sharpWebp(scene, { quality: 80 });
      const wish = { width, fit: "inside" } as const;
      const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const layout = layOut(info, wish);
      const place = placement(1, layout.horizontal.count, layout.vertical.count);
      const wanted = resample({ ...info, channels: 3, data }, layout, place).data;
      const rendered = await renderFile(engine, "image/webp", file, wish);
      expect(decibels(rendered.data, wanted)).toBeGreaterThan(42);
    },
  );

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with orientation %i stands upright", async (orientation) => {
    const plain = sharp(await sharpWebp(scene, {}));
    const file = await plain.withMetadata({ orientation }).webp().toBuffer();
    const wish = { width: 120, height: 160, fit: "cover" } as const;
    const rendered = await renderFile(engine, "image/webp", file, wish);
    const upright = await sharp(file).autoOrient().resize(wish).ensureAlpha().raw().toBuffer();
    expect(decibels(rendered.data, upright)).toBeGreaterThan(30);
  });

  test("comes out the same however it arrives", async () => {
    const file = await sharp(await sharpWebp(scene, {}))
      .withMetadata({ orientation: 6 })
      .webp()
      .toBuffer();
    const wish = { width: 333, fit: "inside" } as const;
    const whole = (await renderFile(engine, "image/webp", file, wish)).data;
    for (const piece of [1, 7, 1000, file.length]) {
      const rendered = await engine.render({ type: "image/webp", body: inPieces(file, piece) }, wish);
      expect(Buffer.compare(rendered.data, whole)).toBe(0);
    }
  });

  test("in the colours of a phone's display is converted to sRGB", async () => {
    const file = await sharp(await sharpWebp(scene, {}))
      .withIccProfile("p3")
      .webp()
      .toBuffer();
    const wanted = await sharp(file).ensureAlpha().raw().toBuffer();
    const own = await renderFile(engine, "image/webp", file, wholePicture);
    const { data: raw } = await renderFile(engine, "image/webp", withoutProfile(file), wholePicture);
    expect(decibels(own.data, wanted)).toBeGreaterThan(36);
    expect(decibels(own.data, wanted)).toBeGreaterThan(decibels(raw, wanted) + 6);
  });

  test("that moves is its first picture", async () => {
    const [first, second] = [draw(64, 48, 1), draw(64, 48, 2)];
    const frames = Buffer.concat([first.data, second.data]);
    const file = await sharp(frames, { raw: { width: 64, height: 96, channels: 4, pageHeight: 48 } })
      .webp({ loop: 0, delay: [100, 100], quality: 90 })
      .toBuffer();
    expect((await sharp(file, { pages: -1 }).metadata()).pages).toBe(2);
    expect(await differenceFromLibwebp(file)).toBeLessThanOrEqual(ROUNDING);
  });
});

/** The same file with its colour profile's chunk made unknown. */
function withoutProfile(file: Uint8Array): Uint8Array {
  const copy = Buffer.from(file);
  copy.write("????", copy.indexOf("ICCP"), "latin1");
  return copy;
}

describe("the engine refuses", () => {
  const refusal = (file: Uint8Array) =>
    renderFile(engine, "image/webp", file, { width: 100, fit: "inside" }).catch(
      (error: { reason: string; rule: string }) => `${error.reason}: ${error.rule}`,
    );
  /** `bytes` in place of those from `at` on; of a plain file, whose frame begins at 20. */
  const patched = async (at: number, ...bytes: number[]) => {
    const file = Buffer.from(await sharpWebp(draw(200, 150, 3), {}));
    file.set(bytes, at);
    return file;
  };

  test("what is no WebP", async () => {
    expect(await refusal(new Uint8Array(0))).toBe("unreadable: the file ends early");
    expect(await refusal(new TextEncoder().encode("GIF89a and so on"))).toBe("unreadable: no WebP");
  });

  test("a file that breaks off", async () => {
    const file = await patched(0);
    for (const part of [0.1, 0.5, 0.99])
      expect(await refusal(file.subarray(0, file.length * part))).toBe("unreadable: the file ends early");
  });

  test("a file without a picture", async () => {
    expect(await refusal(await patched(12, 0x3f))).toBe("unreadable: no picture in the file");
  });

  test.each([
    ["a frame that is no key frame", 20, [0x31], "unreadable: a picture that cannot be"],
    ["another start code", 23, [0], "unreadable: a picture that cannot be"],
    ["a first partition beyond the end", 22, [0xff], "unreadable: a picture that cannot be"],
    ["no width", 26, [0, 0], "unreadable: a picture without pixels"],
    ["16,383 pixels squared", 26, [0xff, 0x3f, 0xff, 0x3f], "too-large: more than 100 megapixels"],
    ["pixels that no data is behind", 26, [0, 0x20, 0, 0x20], "unreadable: the picture's data end early"],
    ["a chunk of 2 GiB", 19, [0x7f], "too-large: more than 40 MiB of WebP"],
  ])("%s", async (_, at, bytes, rule) => {
    expect(await refusal(await patched(at, ...bytes))).toBe(rule);
  });

  test("no file with a trap, however it is damaged", async () => {
    const file = await patched(0);
    let seed = 11;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed % below;
    };
    for (let i = 0; i < 300; i++) {
      const damaged = Buffer.from(file);
      for (let n = random(4); n >= 0; n--) damaged[20 + random(i % 2 ? 60 : file.length - 20)] = random(256);
      const outcome = await refusal(damaged);
      if (typeof outcome === "string") expect(outcome).not.toContain("cannot make sense");
    }
  });
});
