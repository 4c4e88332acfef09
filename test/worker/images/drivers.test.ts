import { describe, expect, it, vi } from "vitest";
import { type Preset, presets } from "../../../src/rooms/images/presets.ts";
import {
  type DecodedPicture,
  makePicture,
  type PictureRecipe,
  psnr,
  sharpPixels,
  sharpRendition,
} from "../../fixtures/recipes.ts";
import { type DriverName, open, outcome, render, traits, webpChunks } from "./contract.ts";

vi.setConfig({ testTimeout: 30_000 });

const names = Object.keys(open) as DriverName[];
const picture: PictureRecipe = { width: 451, height: 301, pattern: "smooth", type: "jpeg" };
const make = (recipe: Partial<PictureRecipe> = {}) => makePicture({ ...picture, ...recipe });
/** Quality would give a PNG a palette, and what has few colours is written without loss. */
const wellMade = (type: PictureRecipe["type"]) => ({ type, options: type === "png" ? {} : { quality: 95 } });

describe.each(names)("%s", (name) => {
  const driver = open[name]();
  const { lossless, focuses, truncated } = traits[name];
  const reference = (file: Uint8Array<ArrayBuffer>, preset: Preset) =>
    sharpRendition(file, { ...preset, lossless });

  it("carries its switch's name", () => {
    expect(driver.name).toBe(name);
  });

  it.each(["jpeg", "png", "webp"] as const)("makes of a %s what sharp makes", async (type) => {
    const file = await make(wellMade(type));
    for (const preset of [presets.thumb, presets.avatar, presets.card]) {
      const made = await render(driver, file, preset);
      const pixels = await sharpPixels(made.body);
      expect([made.width, made.height]).toEqual([pixels.width, pixels.height]);
      expect(psnr(pixels, await reference(file, preset))).toBeGreaterThan(38);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("turns orientation %i upright", async (orientation) => {
    const file = await make({ pattern: "corners", orientation });
    for (const preset of [presets.thumb, presets.card]) {
      const made = await sharpPixels((await render(driver, file, preset)).body);
      expect(psnr(made, await reference(file, preset))).toBeGreaterThan(34);
    }
  });

  it.runIf(focuses)("crops around the focus of the upright picture", async () => {
    const file = await make({ pattern: "corners", orientation: 6 });
    const focused = async (x: number, y: number) => {
      const made = await render(driver, file, { ...presets.avatar, focus: { x, y } });
      const { width, height, rgba } = await sharpPixels(made.body);
      return [...rgba.subarray((height / 2) * width * 4, (height / 2) * width * 4 + 3)].map((v) => v > 127);
    };
    // Upright, it stands 301 wide and 451 high: blue and red above, yellow and green below.
    expect(await focused(0.5, 0)).toEqual([false, false, true]);
    expect(await focused(0.5, 1)).toEqual([true, true, false]);
  });

  it.each(["jpeg", "png", "webp"] as const)("leaves no metadata of a %s", async (type) => {
    const file = await make({ type, orientation: 6, profile: "p3" });
    expect(webpChunks((await render(driver, file, presets.card)).body)).toHaveLength(1);
  });

  it("shows Display P3 in sRGB", async () => {
    for (const type of ["jpeg", "png", "webp"] as const) {
      const file = await make({ ...wellMade(type), profile: "p3" });
      const made = await sharpPixels((await render(driver, file, presets.card)).body);
      expect(psnr(made, await reference(file, presets.card))).toBeGreaterThan(34);
    }
  });

  it("keeps transparency, and the colours beside it clean", async () => {
    for (const type of ["png", "webp"] as const) {
      const file = await make({ type, alpha: true, pattern: "corners" });
      const { rgba, width } = await sharpPixels((await render(driver, file, presets.card)).body);
      const at = (x: number) => [...rgba.subarray((100 * width + x) * 4, (100 * width + x) * 4 + 4)];
      expect(at(20)[3]).toBe(0);
      expect(at(width - 20)[3]).toBe(255);
      expect(at(width / 2 + 4)[1]).toBeGreaterThan(240);
    }
  });

  it.each([
    [1, 1],
    [1, 2000],
    [2000, 1],
    [17, 13],
    [301, 199],
  ])("takes a picture of %i x %i", async (width, height) => {
    const file = await make({ width, height });
    for (const preset of [presets.thumb, presets.avatar, presets.card]) {
      const made = await render(driver, file, preset);
      const expected = await reference(file, preset);
      expect([made.width, made.height]).toEqual([expected.width, expected.height]);
    }
  });

  it("takes grey, palette, 16-bit and interlaced pictures", async () => {
    const kinds: Partial<PictureRecipe>[] = [
      { grey: true },
      { type: "png", grey: true },
      { type: "png", options: { palette: true } },
      { type: "png", options: { progressive: true } },
      { options: { progressive: true } },
      { options: { chromaSubsampling: "4:4:4" } },
      { type: "webp", options: { lossless: true } },
    ];
    for (const kind of kinds) {
      const file = await make(kind);
      const made = await sharpPixels((await render(driver, file, presets.thumb)).body);
      expect(psnr(made, await reference(file, presets.thumb))).toBeGreaterThan(34);
    }
  });

  it.each(["jpeg", "png", "webp"] as const)(
    "refuses a truncated %s, or draws what there is of it",
    async (type) => {
      const file = await make(wellMade(type));
      const half = file.slice(0, file.length / 2);
      expect(await outcome(render(driver, half, presets.card))).toBe(truncated[type]);
      if (truncated[type] !== "none") return;
      const made = await sharpPixels((await render(driver, half, presets.card)).body);
      const whole = await reference(file, presets.card);
      expect(psnr(topOf(made), topOf(whole))).toBeGreaterThan(34);
    },
  );
});

/** The uppermost quarter. */
function topOf({ width, height, rgba }: DecodedPicture): DecodedPicture {
  const rows = Math.floor(height / 4);
  return { width, height: rows, rgba: rgba.subarray(0, rows * width * 4) };
}
