import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FileView } from "../../../src/rooms/files/schema.ts";
import { hwp } from "../../fixtures/hwp.ts";
import { png } from "../../fixtures/small-pictures.ts";
import { beforeFilling, staff as staffCaller } from "../../setup/files-room.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";
import { problemOf, upload } from "../../setup/upload.ts";

const picture = png();
const size = picture.byteLength;
let house: House;
let staff: { Authorization: string };
let file: FileView;
let path: string;
beforeAll(async () => {
  house = await openHouse();
  staff = await house.keyOf("admin");
});
beforeEach(async () => {
  file = await upload(house, staff, picture, {
    collection: "banners",
    filename: "봄 소풍.png",
    contentType: "image/png",
  });
  path = `/files/${file.key}`;
});

const get = async (headers: Record<string, string> = {}, method = "GET") =>
  house.fetch(path, { method, headers });
/** So that the next answer comes out of the cache. */
const fill = async () => {
  await (await get()).arrayBuffer();
  await house.world.settle();
};
const bytes = async (response: Response) => [...new Uint8Array(await response.arrayBuffer())];
const piece = (from: number, to: number) => [...picture.subarray(from, to)];
const change = (body: object) =>
  house.fetch(`/api/files/${file.id}`, { ...post(body, staff), method: "PATCH" });
const remove = () => house.fetch(`/api/files/${file.id}`, { method: "DELETE", headers: staff });

describe.each(["fresh", "cached"])("a public file, %s,", (state) => {
  beforeEach(async () => {
    if (state === "cached") await fill();
  });

  test("comes with its type, length, ETag, cache rule and what keeps browsers from running it", async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(size),
      etag: expect.stringMatching(/^"[^"]+"$/),
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=31536000, s-maxage=3600, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cross-origin-resource-policy": "cross-origin",
    });
    expect(await bytes(response)).toEqual([...picture]);
  });

  test("comes under its own Korean name", async () => {
    const disposition = (await get()).headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^inline; /);
    const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? "";
    expect(decodeURIComponent(encoded)).toBe("봄 소풍.png");
  });

  test.each([
    ["bytes=0-9", 0, 10],
    ["bytes=10-", 10, size],
    ["bytes=-5", size - 5, size],
    ["bytes=-1000", 0, size],
    [`bytes=0-${size + 100}`, 0, size],
    [`bytes=${size - 1}-${size - 1}`, size - 1, size],
  ])("answers Range %s with that piece", async (range, from, to) => {
    const response = await get({ Range: range });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${from}-${to - 1}/${size}`);
    expect(response.headers.get("content-length")).toBe(String(to - from));
    expect(await bytes(response)).toEqual(piece(from, to));
  });

  test.each(["bytes=0-1,4-5", "bytes=a-b", "bytes=-", "pages=1-2", "bytes = 0-1", ""])(
    "answers Range %j with the whole",
    async (range) => {
      const response = await get({ Range: range });
      expect(response.status).toBe(200);
      expect(await bytes(response)).toEqual([...picture]);
    },
  );

  test.each([`bytes=${size}-`, "bytes=999999999999999999999-", "bytes=-0", "bytes=5-3"])(
    "answers Range %s with 416 and its size",
    async (range) => {
      const response = await get({ Range: range });
      expect(response.headers.get("content-range")).toBe(`bytes */${size}`);
      expect(await problemOf(response)).toMatchObject({ status: 416, id: "http-range-not-satisfiable" });
    },
  );

  test("goes on where it broke off only if it is still the same (If-Range)", async () => {
    const etag = (await get()).headers.get("etag") ?? "";
    const same = await get({ Range: "bytes=4-", "If-Range": etag });
    expect([same.status, (await bytes(same)).length]).toEqual([206, size - 4]);
    const other = await get({ Range: "bytes=4-", "If-Range": '"other"' });
    expect([other.status, (await bytes(other)).length]).toEqual([200, size]);
    const date = await get({ Range: "bytes=4-", "If-Range": new Date().toUTCString() });
    expect([date.status, (await bytes(date)).length]).toEqual([200, size]);
  });

  test("is not sent again to who has it (If-None-Match)", async () => {
    const etag = (await get()).headers.get("etag") ?? "";
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const response = await get({ "If-None-Match": known });
      expect([known, response.status]).toEqual([known, 304]);
      expect(response.headers.get("etag")).toBe(etag);
      expect(await bytes(response)).toEqual([]);
    }
    expect((await get({ "If-None-Match": '"other"' })).status).toBe(200);
  });

  test("tells its headers to HEAD, whatever Range says", async () => {
    for (const range of ["bytes=0-3", "bytes=9999-"]) {
      const response = await get({ Range: range }, "HEAD");
      expect([response.status, response.headers.get("content-length")]).toEqual([200, String(size)]);
      expect(await bytes(response)).toEqual([]);
    }
  });

  test("is gone the moment it is deleted, and back when it is restored", async () => {
    expect((await remove()).status).toBe(200);
    expect(await problemOf(await get())).toMatchObject({ status: 404, id: "files-not-found" });
    expect(await problemOf(await get({ Range: "bytes=0-1" }))).toMatchObject({ status: 404 });
    await house.fetch(`/api/files/${file.id}/restore`, { method: "POST", headers: staff });
    expect((await get()).status).toBe(200);
  });

  test("is gone the moment it is hidden, and back when it is shown", async () => {
    expect(await (await change({ hidden: true })).json()).toMatchObject({ hidden: true, url: null });
    expect((await get()).status).toBe(404);
    expect(await (await change({ hidden: false })).json()).toMatchObject({ hidden: false });
    expect((await get()).status).toBe(200);
  });

  test("comes under its new name the moment it is renamed", async () => {
    await change({ name: "가을.png" });
    expect((await get()).headers.get("content-disposition")).toContain(encodeURIComponent("가을.png"));
  });
});

test("a file that is deleted while it goes into the cache does not stay there", async () => {
  const racing = await openHouse({}, (services) => ({
    ...services,
    edgeCache: beforeFilling(services.edgeCache, () => services.files.deleteFile(staffCaller, file.id)),
  }));
  expect((await (await racing.fetch(path)).arrayBuffer()).byteLength).toBe(size);
  await racing.world.settle();
  expect(await house.services.edgeCache.match(path, new Request("http://localhost"))).toBeUndefined();
  expect((await get()).status).toBe(404);
});

test("a private file has no public address", async () => {
  const document = await upload(house, staff, await hwp(), {
    collection: "documents",
    filename: "신청서.hwp",
    contentType: "application/x-hwp",
  });
  expect(document.url).toBeNull();
  const response = await house.fetch(`/files/${document.key}`, { headers: staff });
  expect(await problemOf(response)).toEqual({ status: 404, id: "files-not-found", pointers: [] });
});

test.each([
  "incoming/x",
  "renditions/x",
  "banners/",
  "..%2f..%2fetc%2fpasswd",
  "banners%5c..%5c..",
  "%00",
  "%ff",
  "%",
  "banners/%E0%A4%A",
  "?key=1",
  "a".repeat(1024),
  "__proto__",
  "constructor",
])("/files/%s is not there", async (key) => {
  const response = await house.fetch(`/files/${key}`);
  expect(response.status).toBe(404);
});

test("a key longer than keys can be is refused", async () => {
  const response = await house.fetch(`/files/${"a".repeat(1025)}`);
  expect(await problemOf(response)).toMatchObject({ status: 422, pointers: ["/path/key"] });
});

describe("a signed download", () => {
  const urlOf = async (headers: Record<string, string>) =>
    house.fetch(`/api/files/${file.id}/url`, { headers });

  test("gives the bytes under the file's own name, for an hour", async () => {
    const { url, expiresAt }: { url: string; expiresAt: number } = await (await urlOf(staff)).json();
    expect(Math.round((expiresAt - Date.now()) / 60_000)).toBe(60);
    const response = await fetch(url);
    expect(await bytes(response)).toEqual([...picture]);
    expect(response.headers.get("content-disposition")).toContain(encodeURIComponent("봄 소풍.png"));
  });

  test("is for those who may read, and for files that are there", async () => {
    expect((await urlOf({})).status).toBe(401);
    expect((await urlOf(await house.keyOf("files:write"))).status).toBe(403);
    await remove();
    expect((await urlOf(staff)).status).toBe(404);
  });
});
