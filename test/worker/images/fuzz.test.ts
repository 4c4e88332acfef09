import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { presets } from "../../../src/rooms/images/presets.ts";
import { makePicture, type PictureRecipe } from "../../fixtures/recipes.ts";
import { type DriverName, open, outcome, render, withScans } from "./contract.ts";

vi.setConfig({ testTimeout: 120_000 });

const small: PictureRecipe = { width: 61, height: 43, pattern: "smooth", type: "jpeg" };
const kinds: Partial<PictureRecipe>[] = [
  {},
  { options: { progressive: true } },
  { orientation: 7, profile: "p3" },
  { type: "png" },
  { type: "png", profile: "p3", options: { progressive: true } },
  { type: "png", options: { palette: true } },
  { type: "webp" },
  { type: "webp", alpha: true, options: { lossless: true } },
  { type: "webp", alpha: true, orientation: 5 },
];
const refusals = ["images-unreadable", "images-unsupported", "images-too-large"];
const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });

describe.each((Object.keys(open) as DriverName[]).filter((name) => name !== "cloudflare"))("%s", (name) => {
  it("answers any damaged file with a picture or a problem, and stays sound", async () => {
    const driver = open[name]();
    const files = await Promise.all(kinds.map((kind) => makePicture({ ...small, ...kind })));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), edits, async (file, changes) => {
        const hurt = file.slice();
        for (const [at, value] of changes) hurt[at % hurt.length] = value;
        expect(["none", ...refusals]).toContain(await outcome(render(driver, hurt, presets.thumb)));
      }),
      { numRuns: 300 },
    );
    for (const file of files) expect(await outcome(render(driver, file, presets.thumb))).toBe("none");
  });

  it("refuses a progressive JPEG of many scans", async () => {
    const file = withScans(
      await makePicture({ ...small, width: 2000, height: 1500, options: { progressive: true } }),
      500,
    );
    expect(await outcome(render(open[name](), file, presets.thumb))).toBe("images-too-large");
  });
});
