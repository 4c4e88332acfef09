import { describe, expect, it, vi } from "vitest";
import { presets } from "../../../src/rooms/images/presets.ts";
import { photo } from "../../fixtures/pictures.ts";
import { makePicture, psnr, sharpPixels, sharpRendition } from "../../fixtures/recipes.ts";
import { watchMemories } from "../../setup/workers-limits/memory.ts";
import { underLimits } from "../../setup/workers-limits/under-limits.ts";
import { open, render, webpChunks } from "./contract.ts";

/** Drawing the photos takes Node a few seconds the first time. */
vi.setConfig({ testTimeout: 60_000 });

const MB = 1e6;
const sizeOf = (memories: ReadonlySet<WebAssembly.Memory>) =>
  [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** Renders in fresh instances; answers the picture and what it took. The file goes by, and pixels lie in the engine. */
async function metered(file: Uint8Array<ArrayBuffer>, preset: keyof typeof presets) {
  const memories = watchMemories();
  const picture = await underLimits({ plan: "paid" }, () => render(open.engine(), file, presets[preset]));
  return { picture, bytes: sizeOf(memories) };
}

describe("a phone's photo of 12 megapixels, held upright, with its place in EXIF", () => {
  const kinds = {
    baseline: { progressive: false, limit: 24 },
    progressive: { progressive: true, limit: 32 },
  };

  describe.each(Object.entries(kinds))("%s", (_name, { progressive, limit }) => {
    const take = () => photo({ megapixels: 12, orientation: 6, gps: true, progressive });

    it(`becomes an upright thumbnail in under ${limit} MB`, async () => {
      const file = await take();
      const { picture, bytes } = await metered(file, "thumb");
      expect([picture.width, picture.height]).toEqual([300, 200]);
      expect(bytes).toBeLessThan(limit * MB);
      expect(
        psnr(await sharpPixels(picture.body), await sharpRendition(file, presets.thumb)),
      ).toBeGreaterThan(34);
      expect(webpChunks(picture.body)).toEqual(["VP8 "]);
    });

    it.each(["card", "content", "banner", "avatar"] as const)(
      "becomes a %s within the isolate's 128 MB",
      async (preset) => {
        const { picture, bytes } = await metered(await take(), preset);
        expect(bytes).toBeLessThan(105 * MB);
        expect(picture.width).toBeGreaterThanOrEqual(presets[preset].width * 0.85);
      },
    );
  });
});

it.each(["png", "webp"] as const)("a %s of 24 megapixels becomes a thumbnail in 32 MB", async (type) => {
  const file = await makePicture({ width: 6000, height: 4000, pattern: "plain", type });
  const { bytes } = await metered(file, "thumb");
  expect(bytes).toBeLessThan(32 * MB);
});

it.each([false, true])("a JPEG of 50 megapixels too, progressive %s", async (progressive) => {
  const large = { width: 8160, height: 6120, pattern: "plain", type: "jpeg" } as const;
  const { bytes } = await metered(await makePicture({ ...large, options: { progressive } }), "thumb");
  expect(bytes).toBeLessThan(32 * MB);
});

it("a picture of any shape stays within four million pixels", async () => {
  const tall = await makePicture({ width: 2000, height: 12_000, pattern: "plain", type: "jpeg" });
  const { picture, bytes } = await metered(tall, "banner");
  expect(picture.width * picture.height).toBeLessThanOrEqual(4e6);
  expect(bytes).toBeLessThan(105 * MB);
});

it.each(["jpeg", "png", "webp"] as const)(
  "forty thumbnails of a %s in a row take no more memory than one",
  async (type) => {
    const file = await photo({ megapixels: 0.5, type });
    const driver = open.engine();
    const memories = watchMemories();
    const taken = async () => {
      await underLimits({ plan: "paid" }, () => render(driver, file, presets.thumb));
      return sizeOf(memories);
    };
    const first = await taken();
    for (let i = 0; i < 39; i++) expect(await taken()).toBe(first);
  },
);
