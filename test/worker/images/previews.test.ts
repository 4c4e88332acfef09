import { decode, isBlurhashValid } from "blurhash";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { FileView } from "../../../src/rooms/files/schema.ts";
import { dominantColour } from "../../../src/rooms/images/previews/dominant-colour.ts";
import { createPreviewer } from "../../../src/rooms/images/previews/previewer.ts";
import { photo } from "../../fixtures/pictures.ts";
import { makePicture, type PictureRecipe, sharpMetadata, sharpPixels } from "../../fixtures/recipes.ts";
import { jpeg } from "../../fixtures/small-pictures.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { problemOf, upload } from "../../setup/upload.ts";
import { type DriverName, open } from "./contract.ts";

vi.setConfig({ testTimeout: 30_000 });

const corners: PictureRecipe = { width: 451, height: 301, pattern: "corners", type: "webp" };

function bytesIn(dataUrl: string): Uint8Array<ArrayBuffer> {
  const [head, base64 = ""] = dataUrl.split(",");
  expect(head).toBe("data:image/webp;base64");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

describe.each(Object.keys(open) as DriverName[])("a preview by way of %s", (name) => {
  const preview = async (recipe: Partial<PictureRecipe>) => {
    const file = await makePicture({ ...corners, ...recipe });
    const make = createPreviewer(open[name]());
    return make({
      type: `image/${recipe.type ?? "webp"}` as "image/webp",
      size: file.length,
      body: new Blob([file]).stream(),
    });
  };

  test("has a blurhash and a tiny WebP that look like the upright picture", async () => {
    const { blurhash, lqip, opaque } = await preview({ type: "jpeg", orientation: 6 });
    expect([opaque, isBlurhashValid(blurhash)]).toEqual([true, { result: true }]);
    const tiny = await sharpPixels(bytesIn(lqip));
    expect([tiny.width, tiny.height]).toEqual([16, 24]);
    // Lying, it is red and green above, blue and yellow below; a turn to the right brings blue to the left above.
    for (const rgba of [tiny.rgba, decode(blurhash, 16, 24)]) {
      const at = (x: number, y: number) =>
        [...rgba.slice((y * 16 + x) * 4, (y * 16 + x) * 4 + 3)].map((v) => v > 180);
      expect([at(3, 4), at(12, 4)]).toEqual([
        [false, false, true],
        [true, false, false],
      ]);
      expect([at(3, 19), at(12, 19)]).toEqual([
        [true, true, false],
        [false, true, false],
      ]);
    }
  });

  test("knows whether something shows through, and looks as on white there", async () => {
    const { opaque, blurhash, lqip, colour } = await preview({ alpha: true });
    expect(opaque).toBe(false);
    expect(await sharpMetadata(bytesIn(lqip))).toMatchObject({ hasAlpha: true });
    const [left] = decode(blurhash, 24, 16);
    expect(left).toBeGreaterThan(220);
    expect(["#00ff00", "#ffff00"]).toContain(nearest(colour));
  });
});

/** With every channel all or nothing: WebP and the resampling leave small differences. */
function nearest(colour: string): string {
  return colour.replace(/[0-9a-f]{2}/g, (hex) => (Number.parseInt(hex, 16) > 127 ? "ff" : "00"));
}

describe("the dominant colour", () => {
  const of = (...pixels: number[][]) => dominantColour(Uint8Array.from(pixels.flat()));
  test("is that of most pixels, not the middle of all", () => {
    expect(of([200, 0, 0, 255], [202, 2, 2, 255], [0, 0, 250, 255])).toBe("#c90101");
  });
  test("is not that of what cannot be seen", () => {
    expect(of([9, 9, 9, 0], [9, 9, 9, 0], [0, 0, 250, 60])).toBe("#0000fa");
    expect(of([9, 9, 9, 0])).toBe("#000000");
  });
});

describe("GET /images/preview/{key}", () => {
  let house: House;
  let staff: { Authorization: string };
  beforeAll(async () => {
    house = await openHouse({ IMAGE_DRIVER: "engine" });
    staff = await house.keyOf("admin");
  });
  const add = (
    bytes: Uint8Array<ArrayBuffer>,
    contentType: string,
    collection: FileView["collection"] = "banners",
  ) => upload(house, staff, bytes, { collection, filename: "사진", contentType });
  const preview = (key: string) => house.fetch(`/images/preview/${key}`);
  const seen = async (id: string) =>
    (await house.fetch(`/api/files/${id}`, { headers: staff })).json<FileView>();
  const accept = (type: string) => ({ headers: { Accept: type } });

  test("answers what stands in for a picture, and anybody may keep it", async () => {
    const file = await add(await photo({ megapixels: 1, orientation: 6 }), "image/jpeg");
    const response = await preview(file.key);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, s-maxage=3600, immutable");
    const answer = await response.json<Record<string, unknown>>();
    expect(answer).toMatchObject({ width: file.width, height: file.height, opaque: true });
    expect(String(answer.colour)).toMatch(/^#[0-9a-f]{6}$/);
    expect(String(answer.lqip).length).toBeLessThan(250);
    const { preview: kept } = await seen(file.id);
    expect(answer).toEqual({ width: file.width, height: file.height, ...kept });
  });

  test("is made along with the first rendition, of what is private too, and its file tells it", async () => {
    const file = await add(await makePicture({ ...corners, type: "jpeg" }), "image/jpeg", "documents");
    expect((await seen(file.id)).preview).toBeNull();
    await house.fetch(`/api/files/${file.id}/thumbnail`, { headers: staff });
    await house.world.settle();
    const { preview: made } = await seen(file.id);
    expect(made).toMatchObject({ opaque: true });
    expect((await problemOf(await preview(file.key))).status).toBe(404);
  });

  test("says what a client is sent that names no WebP: PNG only where something shows through", async () => {
    const type = async (recipe: Partial<PictureRecipe>) => {
      const file = await add(await makePicture({ ...corners, ...recipe }), "image/webp");
      const response = await house.fetch(`/images/card/${file.key}`, accept("*/*"));
      await response.body?.cancel();
      return response.headers.get("content-type");
    };
    expect(await type({})).toBe("image/jpeg");
    expect(await type({ alpha: true })).toBe("image/png");
  });

  test("that cannot be made keeps no picture from its visitor", async () => {
    const failing = await openHouse({ IMAGE_DRIVER: "engine" }, (services) => {
      services.files.keepPreview = () => Promise.reject(new Error("no"));
      return services;
    });
    const file = await add(await makePicture({ ...corners, type: "jpeg" }), "image/jpeg");
    const response = await failing.fetch(`/images/thumb/${file.key}`, accept("image/webp"));
    expect(response.status).toBe(200);
    await response.body?.cancel();
    await failing.world.settle();
    expect(failing.world.logged.map(({ event }) => event)).toContain("images.no-preview");
  });

  test.each([
    ["a file that is not there", async () => "banners/2026/11/x.jpg", 404],
    ["what is no picture that can be read", async () => (await add(jpeg(), "image/jpeg")).key, 422],
  ])("for %s answers a problem", async (_, key, status) => {
    expect((await problemOf(await preview(await key()))).status).toBe(status);
  });
});
