import { beforeAll, describe, expect, test } from "vitest";
import { png } from "../../fixtures/small-pictures.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { problemOf } from "../../setup/upload.ts";

const picture = png();
let house: House;
let writer: { Authorization: string };
beforeAll(async () => {
  house = await openHouse();
  writer = await house.keyOf("files:write");
});

const raw = (body: Uint8Array<ArrayBuffer>, key: Record<string, string>) => {
  const type = { "Content-Type": "image/png", "Content-Length": String(body.byteLength) };
  const headers = { ...writer, ...type, ...key };
  return house.fetch("/api/files?collection=banners&filename=a.png", { method: "POST", headers, body });
};

describe("an upload with an Idempotency-Key", () => {
  test("that is repeated answers the first answer byte for byte, and makes no second file", async () => {
    const key = { "Idempotency-Key": "same-bytes" };
    const first = await raw(picture, key);
    const again = await raw(picture, key);
    expect(again.status).toBe(201);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.text()).toBe(await first.text());
  });

  test("that is repeated with other bytes is refused", async () => {
    const key = { "Idempotency-Key": "other-bytes" };
    expect((await raw(picture, key)).status).toBe(201);
    const other = picture.slice();
    other[other.length - 20] = (other[other.length - 20] ?? 0) ^ 1;
    expect(await problemOf(await raw(other, key))).toMatchObject({
      status: 422,
      id: "http-idempotency-key-reused",
    });
  });

  test("that was refused may be repeated with better bytes", async () => {
    const key = { "Idempotency-Key": "better-bytes" };
    expect((await raw(picture.slice(0, 50), key)).status).toBe(422);
    expect((await raw(picture, key)).status).toBe(201);
  });
});
