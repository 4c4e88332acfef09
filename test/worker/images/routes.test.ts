import { beforeAll, describe, expect, test } from "vitest";
import type { FileView, NewUpload } from "../../../src/rooms/files/schema.ts";
import { pdf } from "../../fixtures/pdf.ts";
import { photo } from "../../fixtures/pictures.ts";
import { sharpMetadata } from "../../fixtures/recipes.ts";
import { jpeg, png } from "../../fixtures/small-pictures.ts";
import { beforeFilling, staff as staffCaller } from "../../setup/files-room.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { problemOf, upload } from "../../setup/upload.ts";

let house: House;
let staff: { Authorization: string };
let taken: Uint8Array<ArrayBuffer>;
let shown: FileView;
let kept: FileView;
const add = (bytes: Uint8Array<ArrayBuffer>, more: Partial<NewUpload> = {}) =>
  upload(house, staff, bytes, {
    collection: "banners",
    filename: "사진.jpg",
    contentType: "image/jpeg",
    ...more,
  });
beforeAll(async () => {
  house = await openHouse();
  staff = await house.keyOf("admin");
  taken = await photo({ megapixels: 1, orientation: 8 });
  shown = await add(taken);
  kept = await add(taken, { collection: "documents" });
}, 60_000);

/** As a browser asks for the picture of a page. */
const browse = (path: string, init: RequestInit = {}) =>
  house.fetch(path, { ...init, headers: { Accept: "image/avif,image/webp,*/*;q=0.8", ...init.headers } });
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe("GET /images/{preset}/{key}", () => {
  test("answers a WebP that nobody runs", { timeout: 30_000 }, async () => {
    const response = await browse(`/images/thumb/${shown.key}`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/webp",
      "cache-control": "public, max-age=300, s-maxage=3600, stale-while-revalidate=86400",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cross-origin-resource-policy": "cross-origin",
    });
    const length = Number(response.headers.get("content-length"));
    const body = await bytesOf(response);
    expect(body.byteLength).toBe(length);
    expect(await sharpMetadata(body)).toMatchObject({ format: "webp", width: 300, height: 200 });
  });

  test.each(["fresh", "cached"])("honours If-None-Match and HEAD, %s", { timeout: 30_000 }, async (state) => {
    const file = await add(taken);
    const path = `/images/avatar/${file.key}`;
    const first = await browse(path);
    const etag = first.headers.get("etag") ?? "";
    const length = (await bytesOf(first)).byteLength;
    await house.world.settle();
    if (state === "fresh") await house.services.edgeCache.delete([path]);
    const known = await browse(path, { headers: { "If-None-Match": etag } });
    expect([known.status, known.headers.get("etag"), (await bytesOf(known)).byteLength]).toEqual([
      304,
      etag,
      0,
    ]);
    await house.world.settle();
    const head = await browse(path, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(length)]);
    expect((await bytesOf(head)).byteLength).toBe(0);
  });

  test.each([
    ["an unknown preset", () => `/images/huge/${shown.key}`, 422],
    ["a preset named like a property of every object", () => `/images/__proto__/${shown.key}`, 422],
    ["a private file", () => `/images/thumb/${kept.key}`, 404],
    ["a file that is not there", () => "/images/thumb/banners/2026/11/x.jpg", 404],
    ["a rendition's own key", () => `/images/thumb/renditions/${shown.key}/thumb.webp`, 404],
    ["a key that leads out", () => "/images/thumb/..%2f..%2fetc%2fpasswd", 404],
  ])("for %s answers a problem", async (_, path, status) => {
    const response = await house.fetch(path());
    expect((await problemOf(response)).status).toBe(status);
  });

  test.each(["hidden", "deleted"])(
    "is gone the moment its file is %s, though cached",
    { timeout: 30_000 },
    async (state) => {
      const file = await add(taken);
      const paths = [`/images/thumb/${file.key}`, `/images/avatar/${file.key}`, `/files/${file.key}`];
      for (const path of paths) await bytesOf(await browse(path));
      await house.world.settle();
      const body = JSON.stringify({ hidden: true });
      const headers = { ...staff, "Content-Type": "application/json" };
      const change =
        state === "hidden" ? { method: "PATCH", headers, body } : { method: "DELETE", headers: staff };
      expect((await house.fetch(`/api/files/${file.id}`, change)).status).toBe(200);
      for (const path of paths) expect([path, (await browse(path)).status]).toEqual([path, 404]);
    },
  );

  test("that is deleted while it goes into the cache does not stay there", { timeout: 30_000 }, async () => {
    const file = await add(taken);
    const path = `/images/thumb/${file.key}`;
    const racing = await openHouse({}, (services) => ({
      ...services,
      edgeCache: beforeFilling(services.edgeCache, () => services.files.deleteFile(staffCaller, file.id)),
    }));
    expect((await racing.fetch(path, { headers: { Accept: "image/webp" } })).status).toBe(200);
    await racing.world.settle();
    expect(await house.services.edgeCache.match(path, new Request("http://localhost"))).toBeUndefined();
    expect((await browse(path)).status).toBe(404);
  });

  test.each([["a JPEG with nothing in it", jpeg(), "image/jpeg", 422]])(
    "of %s answers a problem, never a failure",
    async (_, bytes, contentType, status) => {
      const file = await add(bytes, { contentType, filename: "사진" });
      const problem = await problemOf(await browse(`/images/thumb/${file.key}`));
      expect(problem.status).toBe(status);
      expect(problem.id).toMatch(/^images-/);
    },
  );

  test("of a picture smaller than the preset is no larger than it", async () => {
    const file = await add(png(), { contentType: "image/png", filename: "점.png" });
    const body = await bytesOf(await browse(`/images/banner/${file.key}`));
    expect(await sharpMetadata(body)).toMatchObject({ width: 1, height: 1 });
  });
});

describe("GET /api/files/{id}/thumbnail", () => {
  test("answers who may read the file, and nobody keeps it", { timeout: 30_000 }, async () => {
    const reader = await house.keyOf("files:read");
    const response = await browse(`/api/files/${kept.id}/thumbnail`, { headers: reader });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await sharpMetadata(await bytesOf(response))).toMatchObject({ width: 300, height: 200 });
  });

  test("answers nobody else", async () => {
    const path = `/api/files/${kept.id}/thumbnail`;
    expect((await browse(path)).status).toBe(401);
    expect((await browse(path, { headers: await house.keyOf("files:write") })).status).toBe(403);
  });

  test("of a deleted file is not there, though it was made before", { timeout: 30_000 }, async () => {
    const file = await add(taken, { collection: "documents" });
    const path = `/api/files/${file.id}/thumbnail`;
    expect((await browse(path, { headers: staff })).status).toBe(200);
    await house.fetch(`/api/files/${file.id}`, { method: "DELETE", headers: staff });
    expect(await problemOf(await browse(path, { headers: staff }))).toMatchObject({
      id: "files-not-found",
    });
  });

  test("of a document answers that there is none", async () => {
    const document = await add(pdf(), {
      collection: "documents",
      contentType: "application/pdf",
      filename: "a.pdf",
    });
    const response = await house.fetch(`/api/files/${document.id}/thumbnail`, { headers: staff });
    expect(await problemOf(response)).toMatchObject({ status: 422, id: "images-unsupported" });
  });
});
