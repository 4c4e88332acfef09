import { beforeAll, describe, expect, test } from "vitest";
import type { OutputType } from "../../../src/rooms/images/driver.ts";
import { bestNamed, universalType } from "../../../src/rooms/images/types.ts";
import { photo } from "../../fixtures/pictures.ts";
import { sharpMetadata } from "../../fixtures/recipes.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { upload } from "../../setup/upload.ts";

const chrome = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
const oldSafari = "image/webp,image/png,image/*;q=0.8,*/*;q=0.5";

describe("the type to answer with", () => {
  const all: OutputType[] = ["image/webp", "image/jpeg", "image/png", "image/avif"];
  const without = (...missing: OutputType[]) => all.filter((type) => !missing.includes(type));
  test.each([
    ["AVIF, where it is written and named", all, ["image/avif", "image/webp"], true, "image/avif"],
    [
      "WebP, where AVIF is not written",
      without("image/avif"),
      ["image/avif", "image/webp"],
      true,
      "image/webp",
    ],
    ["WebP, where AVIF is not named", all, ["image/webp"], false, "image/webp"],
    ["JPEG, where neither is named", all, [], true, "image/jpeg"],
    ["PNG, where something shows through", all, [], false, "image/png"],
    ["PNG, where JPEG is not written", without("image/jpeg"), [], true, "image/png"],
    ["WebP, where nothing else is written", ["image/webp"], [], true, "image/webp"],
  ] as const)("is %s", (_, writes, named, opaque, type) => {
    expect(bestNamed(writes, named) ?? universalType(writes, opaque)).toBe(type);
  });
});

describe("a picture, asked for with one Accept and with another", () => {
  let house: House;
  let path: string;
  let record: () => Promise<{ to_type: string; bytes_after: number }[]>;
  beforeAll(async () => {
    house = await openHouse({ IMAGE_DRIVER: "engine" });
    const staff = await house.keyOf("admin");
    const taken = await photo({ megapixels: 1 });
    const about = { collection: "banners", filename: "소풍.jpg", contentType: "image/jpeg" } as const;
    const file = await upload(house, staff, taken, about);
    path = `/images/thumb/${file.key}`;
    record = () => {
      const { database } = house.services;
      const all = database.query.selectFrom("image_optimizations").selectAll().orderBy("to_type");
      return database.all(all.where("file_id", "=", file.id));
    };
  }, 60_000);

  /** Asks until it is cached, if it ever is. */
  async function ask(accept: string | undefined, more: Record<string, string> = {}) {
    const response = await house.fetch(path, { headers: { ...(accept && { Accept: accept }), ...more } });
    const body = new Uint8Array(await response.arrayBuffer());
    await house.world.settle();
    return { response, body, etag: response.headers.get("etag") ?? "" };
  }

  test("is WebP to browsers and JPEG to everybody else, whoever asks first and whatever is cached", async () => {
    const etags = new Set<string>();
    for (const [accept, type] of [
      ["*/*", "image/jpeg"],
      [chrome, "image/webp"],
      [undefined, "image/jpeg"],
      [oldSafari, "image/webp"],
      ["image/*", "image/jpeg"],
      [chrome, "image/webp"],
    ] as const) {
      const { response, body, etag } = await ask(accept);
      expect([response.status, response.headers.get("content-type"), response.headers.get("vary")]).toEqual([
        200,
        type,
        "Accept",
      ]);
      const format = type.replace("image/", "");
      expect(await sharpMetadata(body)).toMatchObject({ format, width: 300, height: 200 });
      etags.add(etag);
    }
    expect(etags.size).toBe(2);
  });

  test("of which the edge keeps the WebP, and the store both", async () => {
    await ask(chrome);
    const cached = await house.services.edgeCache.match(path, new Request("http://localhost"));
    expect(cached?.headers.get("content-type")).toBe("image/webp");
    await cached?.body?.cancel();
    const { objects } = await house.services.opened.storage.port.list("renditions/");
    expect(objects.map(({ key }) => key.split("/").at(-1))).toEqual(["thumb.jpg", "thumb.webp"]);
  });

  test("is recorded once in each type", async () => {
    const [jpeg, webp] = await record();
    expect([jpeg?.to_type, webp?.to_type]).toEqual(["image/jpeg", "image/webp"]);
    expect(jpeg?.bytes_after).not.toBe(webp?.bytes_after);
  });

  test("is not sent again to who has it, in the type that they have", async () => {
    const [webp, jpeg] = [(await ask(chrome)).etag, (await ask("*/*")).etag];
    expect((await ask(chrome, { "If-None-Match": webp })).response.status).toBe(304);
    expect((await ask("*/*", { "If-None-Match": jpeg })).response.status).toBe(304);
    expect((await ask("*/*", { "If-None-Match": webp })).response.status).toBe(200);
  });
});
