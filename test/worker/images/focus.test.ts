import { beforeAll, describe, expect, test } from "vitest";
import type { FileView } from "../../../src/rooms/files/schema.ts";
import { pdf } from "../../fixtures/pdf.ts";
import { makePicture, sharpPixels } from "../../fixtures/recipes.ts";
import { beforeFilling, staff as staffCaller } from "../../setup/files-room.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { problemOf, upload } from "../../setup/upload.ts";

let house: House;
let staff: { Authorization: string };
let corners: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  house = await openHouse({ IMAGE_DRIVER: "engine" });
  staff = await house.keyOf("admin");
  // Red, green, blue and yellow quarters; 400 upright pixels of width for 200 of height.
  corners = await makePicture({ width: 400, height: 200, pattern: "corners", type: "jpeg" });
});

const add = (bytes = corners, contentType = "image/jpeg", collection: FileView["collection"] = "banners") =>
  upload(house, staff, bytes, { collection, filename: "현수막", contentType });

const put = (id: string, focus: unknown, key = staff) =>
  house.fetch(`/api/files/${id}/focus`, {
    method: "PUT",
    headers: { ...key, "Content-Type": "application/json" },
    body: JSON.stringify(focus),
  });
const clear = (id: string) => house.fetch(`/api/files/${id}/focus`, { method: "DELETE", headers: staff });

async function see(path: string, ask: House = house) {
  const response = await ask.fetch(path, { headers: { Accept: "image/webp" } });
  const { width, rgba } = await sharpPixels(new Uint8Array(await response.arrayBuffer()));
  await ask.world.settle();
  const at = (x: number) =>
    [...rgba.subarray((5 * width + x) * 4, (5 * width + x) * 4 + 2)].map((v) => v > 127);
  return { etag: response.headers.get("etag"), headers: response.headers, left: at(2), right: at(width - 3) };
}
const red = [true, false];
const green = [false, true];

describe("the focus of a picture", () => {
  test("is where its crops are taken, at once, though others were cached before", async () => {
    const file = await add();
    const path = `/images/avatar/${file.key}`;
    const middle = await see(path);
    expect([middle.left, middle.right]).toEqual([red, green]);
    const left = await (await put(file.id, { x: 0.1, y: 0.5 })).json();
    expect(left).toMatchObject({ focus: { x: 0.1, y: 0.5 } });
    const cropped = await see(path);
    expect([cropped.left, cropped.right]).toEqual([red, red]);
    await put(file.id, { x: 1, y: 0 });
    const other = await see(path);
    expect([other.left, other.right]).toEqual([green, green]);
    expect(await (await clear(file.id)).json()).toMatchObject({ focus: null });
    const again = await see(path);
    expect([again.left, again.right]).toEqual([red, green]);
    expect(again.etag).toBe(middle.etag);
    expect(new Set([middle.etag, cropped.etag, other.etag]).size).toBe(3);
  });

  test("makes browsers look whether a crop is still what they have, and leaves whole pictures alone", async () => {
    const file = await add();
    const before = await see(`/images/card/${file.key}`);
    await put(file.id, { x: 0, y: 0 });
    const after = await see(`/images/card/${file.key}`);
    expect(after.etag).toBe(before.etag);
    expect(after.headers.get("cache-control")).toContain("immutable");
    const crop = await see(`/images/thumb/${file.key}`);
    expect(crop.headers.get("cache-control")).toBe(
      "public, max-age=300, s-maxage=3600, stale-while-revalidate=86400",
    );
  });

  test("is kept to a thousandth, and in the audit log", async () => {
    const file = await add();
    expect(await (await put(file.id, { x: 1 / 3, y: 2 / 3 })).json()).toMatchObject({
      focus: { x: 0.333, y: 0.667 },
    });
    const seen = await house.fetch(`/api/files/${file.id}`, { headers: staff });
    expect(await seen.json()).toMatchObject({ focus: { x: 0.333, y: 0.667 } });
    const log = await house.fetch(`/api/admin/audit-log?subjectId=${file.id}&limit=1`, { headers: staff });
    expect(await log.json()).toMatchObject({
      items: [{ action: "file.focus", before: { focus_x: null }, after: { focus_x: 333, focus_y: 667 } }],
    });
  });

  test("that is set while an earlier crop goes into the cache does not leave it there", async () => {
    const file = await add();
    const path = `/images/avatar/${file.key}`;
    const racing = await openHouse({ IMAGE_DRIVER: "engine" }, (services) => ({
      ...services,
      edgeCache: beforeFilling(services.edgeCache, () =>
        services.files.focusFile(staffCaller, file.id, { x: 0, y: 0 }),
      ),
    }));
    expect((await see(path, racing)).right).toEqual(green);
    expect((await see(path)).right).toEqual(red);
  });

  test.each([
    ["above 1", { x: 1.01, y: 0 }],
    ["below 0", { x: 0, y: -0.01 }],
    ["with one side", { x: 0.5 }],
    ["that is no number", { x: "0.5", y: "0.5" }],
  ])("%s is refused", async (_, focus) => {
    expect((await put((await add()).id, focus)).status).toBe(422);
  });

  test("is set by who may write the file", async () => {
    const file = await add();
    const focus = { x: 0.5, y: 0.5 };
    expect((await put(file.id, focus, await house.keyOf("files:read"))).status).toBe(403);
    expect((await put(file.id, focus, await house.keyOf("files:read", "files:write"))).status).toBe(200);
    expect((await put(crypto.randomUUID(), focus)).status).toBe(404);
  });

  test("is nothing that a document has", async () => {
    const document = await add(pdf(), "application/pdf", "documents");
    const problem = await problemOf(await put(document.id, { x: 0.5, y: 0.5 }));
    expect(problem).toMatchObject({ status: 422, id: "files-no-picture" });
  });
});
