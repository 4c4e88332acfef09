import { reset } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PartsGiven, UploadView } from "../../../src/rooms/files/schema.ts";
import { type House, openHouse, origin, post } from "../../setup/open-house.ts";
import { begin, complete, problemOf, put } from "../../setup/upload.ts";

const MiB = 1024 * 1024;
const minutes = new Uint8Array(33 * MiB).fill("회의록 ".charCodeAt(3));
minutes.set(new TextEncoder().encode("회의록\n"));
const announced = {
  collection: "documents",
  filename: "회의록.txt",
  size: minutes.byteLength,
  contentType: "text/plain",
} as const;

/** In production parts are listed by the S3 API, in development they are objects of their own. */
const ways = {
  "in development": {},
  "in production": {
    ENVIRONMENT: "production",
    R2_ENDPOINT: `${origin}/cdn-cgi/local/r2/s3`,
    R2_ACCESS_KEY_ID: "local",
    R2_SECRET_ACCESS_KEY: "local-secret",
  },
};

describe.each(Object.entries(ways))("an upload over 16 MiB %s", (_, settings) => {
  let house: House;
  let writer: { Authorization: string };
  let begun: UploadView;
  beforeEach(async () => {
    house = await openHouse(settings);
    writer = await house.keyOf("files:read", "files:write");
    begun = await begin(house, writer, announced);
  });
  afterEach(reset);

  const parts = async (partNumbers: number[]): Promise<PartsGiven> =>
    (await house.fetch(`/api/files/uploads/${begun.id}/parts`, post({ partNumbers }, writer))).json();

  test("comes in parts of 16 MiB", () => {
    expect(begun).toMatchObject({ state: "waiting", partSize: 16 * MiB, partCount: 3 });
    expect(begun.parts.map(({ partNumber, offset, size }) => [partNumber, offset, size])).toEqual([
      [1, 0, 16 * MiB],
      [2, 16 * MiB, 16 * MiB],
      [3, 32 * MiB, MiB],
    ]);
  });

  test("resumes: what is lost is named, signed again, sent, and the whole completed", {
    timeout: 60_000,
  }, async () => {
    await put(begun.parts[0]!, minutes);
    await put(begun.parts[2]!, minutes);
    expect((await parts([])).arrived.map(({ partNumber }) => partNumber)).toEqual([1, 3]);
    const early = await complete(house, writer, begun.id);
    expect(await problemOf(early)).toEqual({ status: 409, id: "files-not-arrived", pointers: [] });
    const again = await parts([2, 9]);
    expect(again.parts.map(({ partNumber }) => partNumber)).toEqual([2]);
    expect(await put(again.parts[0]!, minutes)).toBe(200);
    const file = await complete(house, writer, begun.id);
    expect(await file.json()).toMatchObject({ size: 33 * MiB, type: "text/plain", name: "회의록.txt" });
    expect((await complete(house, writer, begun.id)).status).toBe(200);
    const { objects } = await house.services.opened.storage.port.list("incoming/");
    expect(objects).toEqual([]);
  });

  test("refuses a part of another size", async () => {
    const [, , last] = begun.parts;
    expect(await put({ ...last!, size: 5 }, minutes)).toBe(403);
    expect((await parts([])).arrived).toEqual([]);
  });

  test("that is never completed leaves nothing behind when it is swept", async () => {
    await put(begun.parts[2]!, minutes);
    house.world.advance(26 * 60 * 60 * 1000);
    expect(await house.services.files.sweep()).toMatchObject({ uploads: 1 });
    const storage = house.services.opened.storage.port;
    expect((await storage.list("incoming/")).objects).toEqual([]);
    expect(
      await house.services.database.all(house.services.database.query.selectFrom("file_uploads").selectAll()),
    ).toEqual([]);
  });
});

test("a hundred parts are signed at once, and the others when they are asked for", async () => {
  const house = await openHouse();
  const admin = await house.keyOf("admin");
  const size = 2 * 1024 * MiB;
  const begun = await begin(house, admin, { ...announced, collection: "data-archive", size });
  expect([begun.partCount, begun.parts.length]).toEqual([128, 100]);
  const path = `/api/files/uploads/${begun.id}/parts`;
  const more = await house.fetch(path, post({ partNumbers: [101, 128, 129] }, admin));
  const { parts }: PartsGiven = await more.json();
  expect(parts.map(({ partNumber, offset }) => [partNumber, offset / MiB])).toEqual([
    [101, 1600],
    [128, 2032],
  ]);
  const tooMany = Array.from({ length: 101 }, (_, i) => i + 1);
  const refused = await house.fetch(path, post({ partNumbers: tooMany }, admin));
  expect(await problemOf(refused)).toMatchObject({ status: 422, pointers: ["/body/partNumbers"] });
  await reset();
});
