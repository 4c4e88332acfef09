import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bytesOf } from "../../../src/kit/encoding.ts";
import { pdf } from "../../fixtures/pdf.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";
import { begin, complete, problemOf, put, upload } from "../../setup/upload.ts";

const MiB = 1024 * 1024;
const letter = pdf();
const announced = {
  collection: "consultations",
  filename: "상담 신청.pdf",
  contentType: "application/pdf",
} as const;
const from = (address: string) => ({ "CF-Connecting-IP": address });

let house: House;
let staff: { Authorization: string };
beforeAll(async () => {
  house = await openHouse();
  staff = await house.keyOf("admin");
});

const { query } = { query: () => house.services.database.query };
const quotas = () => house.services.database.all(query().selectFrom("upload_quotas").selectAll());
const announce = (size: number, address: string, more: Record<string, string> = {}) =>
  house.fetch("/api/files/uploads", post({ ...announced, size }, { ...from(address), ...more }));

test("anyone may add to consultations, and get the file's description back", async () => {
  const file = await upload(house, from("203.0.113.1"), letter, announced);
  expect(file).toMatchObject({ name: "상담 신청.pdf", type: "application/pdf", url: null });
});

test("what would run where staff open it is given the ending of what it is", async () => {
  const text = bytesOf("WScript.Echo(1)");
  const script = { collection: "consultations", filename: "문의.js", contentType: "text/plain" } as const;
  const file = await upload(house, from("203.0.113.9"), text, script);
  expect(file).toMatchObject({ name: "문의.js.txt", type: "text/plain" });
  const url = await house.fetch(`/api/files/${file.id}/url`, { headers: staff });
  expect(decodeURIComponent((await url.json<{ url: string }>()).url)).toContain("문의.js.txt".slice(-7));
});

describe("what was added to consultations", () => {
  let id: string;
  let key: string;
  beforeAll(async () => {
    ({ id, key } = await upload(house, from("203.0.113.2"), letter, announced));
  });

  test("is read by administrators", async () => {
    expect((await house.fetch(`/api/files/${id}`, { headers: staff })).status).toBe(200);
    expect((await house.fetch(`/api/files/${id}/url`, { headers: staff })).status).toBe(200);
    const list = await house.fetch("/api/files?collection=consultations", { headers: staff });
    const { items }: { items: { id: string }[] } = await list.json();
    expect(items.map((item) => item.id)).toContain(id);
  });

  test.each(["", "/url", "/thumbnail"])("is not there for others at /api/files/{id}%s", async (path) => {
    const reader = await house.keyOf("files:read", "files:write");
    const response = await house.fetch(`/api/files/${id}${path}`, { headers: reader });
    expect(await problemOf(response)).toMatchObject({ status: 404, id: "files-not-found" });
    expect((await house.fetch(`/api/files/${id}${path}`)).status).toBe(401);
  });

  test("is neither listed, changed nor deleted by others", async () => {
    const reader = await house.keyOf("files:read", "files:write");
    const list = await house.fetch("/api/files?collection=consultations", { headers: reader });
    expect(list.status).toBe(404);
    const remove = await house.fetch(`/api/files/${id}`, { method: "DELETE", headers: reader });
    expect(remove.status).toBe(404);
    const rename = { ...post({ name: "x" }, reader), method: "PATCH" };
    expect((await house.fetch(`/api/files/${id}`, rename)).status).toBe(404);
    expect((await house.fetch(`/api/files/${id}/restore`, { method: "POST", headers: reader })).status).toBe(
      404,
    );
  });

  test("has no public address", async () => {
    expect((await house.fetch(`/files/${key}`)).status).toBe(404);
    expect((await house.fetch(`/images/thumb/${key}`)).status).toBe(404);
  });

  test("is not replaced by anyone", async () => {
    const body = { ...announced, size: 5, replaces: id };
    expect((await house.fetch("/api/files/uploads", post(body, from("203.0.113.3")))).status).toBe(404);
  });
});

test("an upload without a key is completed by whoever knows its id, from anywhere", async () => {
  const begun = await begin(house, from("203.0.113.4"), { ...announced, size: letter.byteLength });
  await put(begun.parts[0]!, letter);
  expect((await complete(house, await house.keyOf("files:write"), begun.id)).status).toBe(404);
  expect((await complete(house, from("198.51.100.1"), begun.id)).status).toBe(200);
});

describe("the day's quota", () => {
  beforeEach(async () => {
    await house.services.database.run(query().deleteFrom("upload_quotas"));
  });

  test("of one address is a hundred MiB, and begins anew at midnight in Korea", async () => {
    const house = await openHouse();
    const announce = (address: string) =>
      house.fetch("/api/files/uploads", post({ ...announced, size: 20 * MiB }, from(address)));
    for (let i = 0; i < 5; i++) expect((await announce("203.0.113.5")).status).toBe(201);
    const refused = await announce("203.0.113.5");
    const wait = Number(refused.headers.get("retry-after"));
    expect(await problemOf(refused)).toMatchObject({ status: 429, id: "files-quota-exceeded" });
    expect((await announce("203.0.113.6")).status).toBe(201);
    const midnight = new Date(house.world.now() + wait * 1000 + 9 * 60 * 60 * 1000).toISOString();
    expect(midnight.slice(11, 16)).toBe("00:00");
    house.world.advance(wait * 1000 + 1000);
    expect((await announce("203.0.113.5")).status).toBe(201);
  });

  test("of all addresses together ends it for those who have not spent their own", async () => {
    await announce(1, "203.0.113.7");
    await house.services.database.run(
      query()
        .updateTable("upload_quotas")
        .set({ bytes: 2 * 1024 * MiB })
        .where("subject", "like", "% all"),
    );
    expect((await announce(1, "203.0.113.8")).status).toBe(429);
    expect((await announce(1, "203.0.113.8", staff)).status).toBe(201);
  });

  test("counts the addresses of one IPv6 network as one", async () => {
    for (const address of ["2001:db8::1", "2001:db8:0:0:ffff::2", "2001:db8:0:1::1", "203.0.113.9"])
      await announce(1, address);
    const own = (await quotas()).filter(({ subject }) => !subject.endsWith(" all"));
    expect(own.map(({ bytes }) => bytes).sort()).toEqual([1, 1, 2]);
  });

  test("keeps no address in the clear, and another pseudonym every day", async () => {
    const house = await openHouse();
    const announce = () =>
      house.fetch("/api/files/uploads", post({ ...announced, size: 1 }, from("203.0.113.10")));
    await announce();
    house.world.advance(24 * 60 * 60 * 1000);
    await announce();
    const { database } = house.services;
    const rows = await database.all(database.query.selectFrom("upload_quotas").selectAll());
    const everything = JSON.stringify([
      rows,
      await database.all(database.query.selectFrom("file_uploads").selectAll()),
      await database.all(database.query.selectFrom("idempotency_keys").selectAll()),
      house.world.logged,
    ]);
    expect(everything).not.toContain("203.0.113");
    const pseudonyms = rows.map(({ subject }) => subject).filter((subject) => !subject.endsWith(" all"));
    expect(new Set(pseudonyms).size).toBe(2);
    for (const pseudonym of pseudonyms) expect(pseudonym).toMatch(/^consultations [0-9a-f]{32}$/);
  });

  test("needs a key for pseudonyms: without one nobody adds unmetered or in the clear", async () => {
    const house = await openHouse({ PSEUDONYM_KEY: "" });
    const response = await house.fetch(
      "/api/files/uploads",
      post({ ...announced, size: 1 }, from("203.0.113.11")),
    );
    expect(await problemOf(response)).toMatchObject({ status: 500, id: "vendor-misconfigured" });
    expect((await house.fetch("/api/files/collections")).status).toBe(200);
  });
});
