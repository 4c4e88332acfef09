import { reset } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ImageDriver } from "../../../src/rooms/images/driver.ts";
import { type PresetName, presets } from "../../../src/rooms/images/presets.ts";
import { createImagesService, type ImagesParts } from "../../../src/rooms/images/service.ts";
import { createOptimizationStore } from "../../../src/rooms/images/store.ts";
import { photo } from "../../fixtures/pictures.ts";
import { makePicture, sharpMetadata } from "../../fixtures/recipes.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { upload } from "../../setup/upload.ts";

const photograph = { collection: "posts/content", filename: "소풍.jpg", contentType: "image/jpeg" } as const;

let house: House;
let staff: { Authorization: string };
beforeEach(async () => {
  house = await openHouse();
  staff = await house.keyOf("admin");
});
afterEach(async () => {
  // Previews are made behind the answers.
  await house.world.settle();
  await reset();
});

const records = () => {
  const { database } = house.services;
  return database.all(database.query.selectFrom("image_optimizations").selectAll().orderBy("id"));
};
const renditions = async () => (await house.services.opened.storage.port.list("renditions/")).objects;
const render = async (key: string, preset: PresetName) => {
  const image = await house.services.images.renderPublic(key, { preset, named: ["image/webp"] });
  return new Uint8Array(await new Response(image.body).arrayBuffer());
};

/** The service on a driver that notes the width of whatever it is asked for. */
function counted(files: ImagesParts["files"] = house.services.files) {
  const { opened, database } = house.services;
  const made: number[] = [];
  const driver: ImageDriver = {
    ...opened.images.port,
    render(source, rendition) {
      made.push(rendition.width);
      return opened.images.port.render(source, rendition);
    },
  };
  const store = createOptimizationStore(database);
  return { made, images: createImagesService({ driver, store, files, world: house.world }) };
}

describe("a photograph taken upright", () => {
  test("comes upright in every preset's size, as WebP without a place", { timeout: 60_000 }, async () => {
    const taken = await photo({ megapixels: 3, orientation: 6, gps: true });
    const file = await upload(house, staff, taken, photograph);
    expect([file.width, file.height]).toEqual([1512, 2016]);
    const sizes: Record<string, unknown[]> = {};
    for (const preset of Object.keys(presets) as PresetName[]) {
      const { format, width, height, exif, xmp, orientation } = await sharpMetadata(
        await render(file.key, preset),
      );
      sizes[preset] = [format, width, height];
      expect([exif, xmp, orientation]).toEqual([undefined, undefined, undefined]);
    }
    expect(sizes).toEqual({
      thumb: ["webp", 300, 200],
      card: ["webp", 640, 853],
      content: ["webp", 1280, 1707],
      banner: ["webp", 1512, 2016],
      avatar: ["webp", 128, 128],
    });
    expect((await renditions()).length).toBe(5);
  });
});

describe("a preview", () => {
  test("that many want at once is made once, whatever they want it for", { timeout: 30_000 }, async () => {
    const logo = await makePicture({ width: 451, height: 301, pattern: "corners", type: "png", alpha: true });
    const file = await upload(house, staff, logo, {
      ...photograph,
      filename: "로고.png",
      contentType: "image/png",
    });
    const { images, made } = counted();
    const unnamed = { preset: "thumb", named: [] } as const;
    await Promise.all([
      ...Array.from({ length: 6 }, () => images.previewPublic(file.key)),
      ...Array.from({ length: 6 }, () => images.renderPublic(file.key, unnamed)),
    ]);
    expect(made.toSorted((a, b) => a - b)).toEqual([24, presets.thumb.width]);
  });

  test("is not made again for who has read the row before it was there", { timeout: 30_000 }, async () => {
    const file = await upload(house, staff, await photo({ megapixels: 1 }), photograph);
    const { files } = house.services;
    const stale = await files.findPublic(file.key);
    const { images, made } = counted({ ...files, findPublic: async () => stale });
    const first = await images.previewPublic(file.key);
    expect(await images.previewPublic(file.key)).toEqual(first);
    expect(made).toEqual([24]);
  });
});

describe("a rendition", () => {
  test("that many want at once is made once", { timeout: 30_000 }, async () => {
    const file = await upload(house, staff, await photo({ megapixels: 1 }), photograph);
    const { images, made } = counted();
    const wanted = { preset: "thumb", named: ["image/webp"] } as const;
    await Promise.all(Array.from({ length: 8 }, () => images.renderPublic(file.key, wanted)));
    expect(made.filter((width) => width === presets.thumb.width)).toEqual([presets.thumb.width]);
  });

  test("is made once, kept, and recorded with the bytes before and after", { timeout: 30_000 }, async () => {
    const taken = await photo({ megapixels: 1 });
    const file = await upload(house, staff, taken, photograph);
    const first = await render(file.key, "thumb");
    const [kept] = await renditions();
    expect(await records()).toMatchObject([
      {
        file_id: file.id,
        preset: "thumb",
        driver: "engine",
        from_type: "image/jpeg",
        to_type: "image/webp",
        bytes_before: taken.byteLength,
        bytes_after: first.byteLength,
        width: 300,
        height: 200,
      },
    ]);
    expect(kept).toMatchObject({ key: `renditions/${file.key}/thumb.webp`, size: first.byteLength });
    house.world.advance(1000);
    expect(await render(file.key, "thumb")).toEqual(first);
    expect((await renditions()).map(({ storedAt }) => storedAt)).toEqual([kept?.storedAt]);
    expect((await records()).length).toBe(1);
  });

  test("that two ask for at once is the same for both, and recorded once", { timeout: 30_000 }, async () => {
    const file = await upload(house, staff, await photo({ megapixels: 1 }), photograph);
    const [one, other] = await Promise.all([render(file.key, "card"), render(file.key, "card")]);
    expect(one).toEqual(other);
    expect((await records()).length).toBe(1);
    expect((await renditions()).length).toBe(1);
  });

  test("goes with its file when that is cleared away", { timeout: 30_000 }, async () => {
    const file = await upload(house, staff, await photo({ megapixels: 1 }), photograph);
    await render(file.key, "thumb");
    await house.fetch(`/api/files/${file.id}`, { method: "DELETE", headers: staff });
    house.world.advance(31 * 24 * 60 * 60 * 1000);
    await house.services.files.sweep();
    expect(await renditions()).toEqual([]);
  });
});
