import sharp from "sharp";
import { describe, expect, test, vi } from "vitest";
import { layOut, type Wish } from "../../../src/rooms/images/engine/geometry.ts";
import {
  asStored,
  type Orientation,
  placement,
  upright,
} from "../../../src/rooms/images/engine/orientation.ts";
import { resample } from "../../../src/rooms/images/resample.ts";
import { decibels, openEngine, renderFile } from "../../fixtures/engine.ts";
import { expectedPicture, type JpegVariant, writeVariant } from "../../fixtures/jpeg-variants/variant.ts";
import { jpegVariants } from "../../fixtures/jpeg-variants.ts";

vi.setConfig({ testTimeout: 30_000 });

const engine = await openEngine();

/** Beyond what any real file has. */
const MOST_SCANS = 100;
const isInk = ({ options }: JpegVariant) => options.colour === "cmyk" || options.colour === "ycck";
const isRefused = ({ name }: JpegVariant) => Number(/(\d+) scans/.exec(name)?.[1] ?? 0) > MOST_SCANS;
const isWide = ({ name }: JpegVariant) => name.includes("profile");
/** What colours ink makes is a matter of other tests. */
const plain = jpegVariants.filter((variant) => !isInk(variant) && !isRefused(variant) && !isWide(variant));

/** Of a few dozen pixels, shrunk in the DCT first. Half a pixel's shift makes 25. */
const LEAST_DECIBELS = 29;
const WHOLE: Wish = { width: 5000, fit: "inside" };

/** What Lanczos in floating point makes of a stored picture. */
function reference(variant: JpegVariant, channels: 3 | 4, data: Uint8Array, wish: Wish): Uint8Array {
  const { width, height } = variant;
  const orientation = (variant.orientation ?? 1) as Orientation;
  const stored = { width, height, orientation };
  const layout = asStored(layOut(upright(stored), wish), stored);
  const place = placement(orientation, layout.horizontal.count, layout.vertical.count);
  return resample({ width, height, channels, data }, layout, place).data;
}

describe("the engine shows what was drawn", () => {
  test.each(plain)("$name", async (variant) => {
    const file = writeVariant(variant);
    const whole = await renderFile(engine, "image/jpeg", file, WHOLE);
    const wanted = reference(variant, 3, Uint8Array.from(expectedPicture(variant).rgb), WHOLE);
    expect(whole.data.length).toBe(wanted.length);
    let [sum, most] = [0, 0];
    for (const [i, value] of whole.data.entries()) {
      const difference = Math.abs(value - wanted[i]!);
      sum += difference;
      most = Math.max(most, difference);
    }
    expect((sum / whole.data.length) * (4 / 3)).toBeLessThanOrEqual(variant.levels.mean * 1.1);
    expect(most).toBeLessThanOrEqual(variant.levels.most * 1.2);
  });
});

/** The larger ones, as of three pixels there is nothing to shrink; and those that need no turning. */
const large = plain.filter(
  ({ width, height, orientation = 1 }) => width >= 60 && height >= 40 && orientation === 1,
);

describe("and shrunk, what Lanczos makes of all its pixels", () => {
  test.each(large)("$name", async (variant) => {
    const file = writeVariant(variant);
    const whole = await renderFile(engine, "image/jpeg", file, WHOLE);
    for (const part of [0.7, 0.4, 0.2, 0.1]) {
      const wish = { width: Math.round(variant.width * part), fit: "inside" } as const;
      const { data } = await renderFile(engine, "image/jpeg", file, wish);
      expect(decibels(data, reference(variant, 4, whole.data, wish))).toBeGreaterThan(LEAST_DECIBELS);
    }
  });
});

test.each(jpegVariants.filter(isWide))("$name makes the colours that sharp makes of it", async (variant) => {
  const file = writeVariant(variant);
  const { data } = await renderFile(engine, "image/jpeg", file, WHOLE);
  const colours = await sharp(file).ensureAlpha().raw().toBuffer();
  expect(decibels(data, colours)).toBeGreaterThan(40);
  // The profile does something.
  expect(decibels(data, await sharp(file, { ignoreIcc: true }).ensureAlpha().raw().toBuffer())).toBeLessThan(
    35,
  );
});

test.each(jpegVariants.filter(isRefused))("refuses $name", async (variant) => {
  const render = renderFile(engine, "image/jpeg", writeVariant(variant), { width: 9, fit: "inside" });
  await expect(render).rejects.toMatchObject({ reason: "too-large", rule: "more than 100 scans" });
});

test("more than five hundred kinds of files are shown", () => {
  expect(plain.length).toBeGreaterThan(500);
});
