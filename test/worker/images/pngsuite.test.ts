import { expect, it, vi } from "vitest";
import { scanPicture } from "../../../src/kit/picture-header/scan-picture.ts";
import { readBytes } from "../../../src/kit/read-at.ts";
import { createPngDecoder } from "../../../src/rooms/images/codecs/squoosh-png.ts";
import { presets } from "../../../src/rooms/images/presets.ts";
import { pngSuiteFile, pngSuiteNames, psnr, sharpMetadata, sharpPixels } from "../../fixtures/recipes.ts";
import { open, outcome, render } from "./contract.ts";

vi.setConfig({ testTimeout: 120_000 });

const names = await pngSuiteNames();
const corrupt = names.filter((name) => name.startsWith("x"));
const valid = names.filter((name) => !corrupt.includes(name) && name !== "PngSuite.png");

it(`all ${valid.length} valid pictures of PngSuite decode to the pixels that sharp sees`, async () => {
  const decoder = createPngDecoder();
  const wrong: string[] = [];
  for (const name of valid) {
    const file = await pngSuiteFile(name);
    const header = (await scanPicture(readBytes(file)))!;
    const { width, height, hasAlpha } = await sharpMetadata(file);
    if (header.width !== width || header.height !== height || header.hasAlpha !== hasAlpha)
      wrong.push(`${name} (header)`);
    const { data } = decoder.decode(file);
    const expected = await sharpPixels(file);
    const likeness = psnr({ ...expected, rgba: data }, expected);
    if (likeness < 48) wrong.push(`${name} (${likeness.toFixed(1)} dB)`);
  }
  expect(wrong).toEqual([]);
});

/** Pictures whose damage a driver does not notice: turbo skips the checksums of header and image data. */
const overlooked = { turbo: ["xcsn0g01.png", "xhdn0g08.png"], photon: [] as string[] };

it.each(["turbo", "photon"] as const)(
  "%s takes every valid one and refuses the corrupt ones",
  async (name) => {
    const driver = open[name]();
    const taken: string[] = [];
    for (const file of [...valid, ...corrupt]) {
      const result = await outcome(render(driver, await pngSuiteFile(file), presets.thumb, "image/png"));
      if (result === "none") taken.push(file);
      else expect([file, result]).toEqual([file, "images-unreadable"]);
    }
    expect(taken).toEqual([...valid, ...overlooked[name]]);
  },
);
