import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { wideProfile } from "../../fixtures/icc-profile.ts";
import { expectedPicture, type JpegVariant, writeVariant } from "../../fixtures/jpeg-variants/variant.ts";
import { jpegVariants } from "../../fixtures/jpeg-variants.ts";
import { draw } from "../../fixtures/jpeg-writer/draw.ts";
import { exif, icc } from "../../fixtures/jpeg-writer/segments.ts";
import { writeJpeg } from "../../fixtures/jpeg-writer/write-jpeg.ts";

/** RGB as libjpeg decodes it, which is not allowed to find anything to warn of. */
async function decode(file: Uint8Array, { options }: JpegVariant): Promise<Uint8Array> {
  const inked = options.colour === "cmyk" || options.colour === "ycck";
  const picture = sharp(file, { failOn: "warning", ignoreIcc: true });
  // Inks as they are: what colour they have is a matter of profiles.
  if (inked) picture.pipelineColourspace("cmyk").toColourspace("cmyk");
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  if (inked) return throughInks(data);
  return info.channels === 1
    ? Uint8Array.from({ length: data.length * 3 }, (_, i) => data[Math.floor(i / 3)]!)
    : data;
}

function throughInks(inks: Uint8Array): Uint8Array {
  const light = (i: number) => 255 - inks[i]!;
  return Uint8Array.from({ length: (inks.length / 4) * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3) * 4;
    return Math.round((light(pixel + (i % 3)) * light(pixel + 3)) / 255);
  });
}

function distance(one: Uint8Array, other: Uint8Array): { mean: number; most: number } {
  if (one.length !== other.length) throw new Error(`${one.length} samples against ${other.length}`);
  let sum = 0;
  let most = 0;
  for (let i = 0; i < one.length; i++) {
    const difference = Math.abs(one[i]! - other[i]!);
    sum += difference;
    most = Math.max(most, difference);
  }
  return { mean: sum / one.length, most };
}

const fractional = jpegVariants.filter((variant) => variant.fractional);

describe("libjpeg shows what was drawn", { timeout: 30_000 }, () => {
  test.each(jpegVariants.filter((variant) => !variant.fractional))("$name", async (variant) => {
    const { mean, most } = distance(
      await decode(writeVariant(variant), variant),
      expectedPicture(variant).rgb,
    );
    expect(mean).toBeLessThanOrEqual(variant.levels.mean);
    expect(most).toBeLessThanOrEqual(variant.levels.most);
  });
});

test.each(fractional)("libjpeg does not know $name", async (variant) => {
  await expect(decode(writeVariant(variant), variant)).rejects.toThrow("Fractional sampling");
});

test("the variants are many, and each has a name of its own", () => {
  expect(jpegVariants.length).toBeGreaterThan(500);
  expect(new Set(jpegVariants.map(({ name }) => name)).size).toBe(jpegVariants.length);
});

test("a variant is the same bytes whenever it is written", () => {
  const [first] = jpegVariants;
  expect(writeVariant(first!)).toEqual(writeVariant(first!));
});

test.each(
  [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) => [
    [orientation, "II"] as const,
    [orientation, "MM"] as const,
  ]),
)("orientation %i in %s is read", async (orientation, order) => {
  const file = writeJpeg(draw("soft", 20, 10), { front: exif(orientation, order) });
  expect((await sharp(file).metadata()).orientation).toBe(orientation);
});

test("a profile in pieces is put together", async () => {
  const profile = wideProfile(900);
  const file = writeJpeg(draw("soft", 20, 10), { front: icc(profile, 500) });
  expect(new Uint8Array((await sharp(file).metadata()).icc!)).toEqual(profile);
});

test("a colour of the wide profile is another one in sRGB", async () => {
  const file = writeJpeg(draw("flat", 20, 10), { front: icc(wideProfile()) });
  const [red, green] = await sharp(file).raw().toBuffer();
  expect(red! - 180).toBeGreaterThan(5);
  expect(90 - green!).toBeGreaterThan(1);
});

test.each([
  ["baseline", { process: "baseline", isProgressive: false, subsampling: "4:2:0" }],
  ["progressive", { process: "progressive", isProgressive: true, subsampling: "4:2:0" }],
] as const)("a file says that it is %s", async (_name, { process, isProgressive, subsampling }) => {
  const file = writeJpeg(draw("soft", 20, 10), { process, sampling: ["2x2", "1x1", "1x1"] });
  expect(await sharp(file).metadata()).toMatchObject({
    isProgressive,
    chromaSubsampling: subsampling,
    space: "srgb",
  });
});
