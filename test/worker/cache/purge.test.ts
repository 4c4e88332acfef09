import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { gif, png } from "../../fixtures/small-pictures.ts";
import { type House, openHouse, origin, post } from "../../setup/open-house.ts";
import { upload } from "../../setup/upload.ts";

const zone = "0123456789abcdef0123456789abcdef";
const byCloudflare = (key: string) => ({
  PURGE_DRIVER: "cloudflare",
  CLOUDFLARE_API_TOKEN: key,
  CLOUDFLARE_ZONE_ID: zone,
});

let house: House;
let local: House;
let admin: { Authorization: string };

beforeAll(async () => {
  house = await openHouse(byCloudflare);
  local = await openHouse();
  admin = await house.keyOf("admin");
});
beforeEach(() => house.sandbox.clear(house.sandboxKey));

const purge = (body: unknown, at = house) => at.fetch("/api/admin/cache/purge", post(body, admin));
const purges = () => house.sandbox.entries({ key: house.sandboxKey, kind: "purge" }).map(({ raw }) => raw);
const kindOf = async (response: Response) => {
  const { type, errors } = (await response.json()) as { type: string; errors?: { pointer: string }[] };
  return [response.status, type.split("/").at(-1), errors?.[0]?.pointer];
};

describe("POST /api/admin/cache/purge", () => {
  test.each([
    [{ urls: [`${origin}/files/a.png`] }, { files: [`${origin}/files/a.png`] }],
    [{ tags: ["news"] }, { tags: ["news"] }],
    [{ prefixes: ["www.example.org/blog"] }, { prefixes: ["www.example.org/blog"] }],
    [{ everything: true }, { purge_everything: true }],
  ])("with %o asks Cloudflare for %o", async (body, wire) => {
    const response = await purge(body);
    expect([response.status, await response.json()]).toEqual([200, { reach: "everywhere" }]);
    expect(purges()).toMatchObject([wire]);
  });

  test.each([
    ["nothing", {}],
    ["two ways at once", { tags: ["a"], everything: true }],
    ["101 addresses", { urls: Array.from({ length: 101 }, (_, i) => `${origin}/${i}`) }],
    ["a scheme that is no web address", { urls: ["javascript:alert(1)"] }],
    ["a prefix with a scheme", { prefixes: ["https://www.example.org/blog"] }],
    ["a tag with a comma", { tags: ["a,b"] }],
  ])("with %s answers 422", async (_, body) => {
    expect((await purge(body)).status).toBe(422);
    expect(purges()).toEqual([]);
  });

  test("is in the audit log, with what was purged and by whom", async () => {
    await purge({ tags: ["spring"] });
    const log = await house.fetch("/api/admin/audit-log?action=cache.purge&limit=1", { headers: admin });
    const { items } = (await log.json()) as { items: unknown[] };
    expect(items).toMatchObject([{ subject: { kind: "cache", id: "tags" }, after: { tags: ["spring"] } }]);
  });

  test("tells a caller who is over the rate limit of the plan when to come back", async () => {
    const flooded = await openHouse(byCloudflare);
    const { Authorization } = await flooded.keyOf("admin");
    const ask = () => flooded.fetch("/api/admin/cache/purge", post({ tags: ["a"] }, { Authorization }));
    const answers: Response[] = [];
    for (let i = 0; i < 40 && answers.at(-1)?.status !== 503; i++) answers.push(await ask());
    const last = answers.at(-1)!;
    expect(last.status).toBe(503);
    expect(Number(last.headers.get("Retry-After"))).toBeGreaterThan(0);
  });

  test.each([{ tags: ["a"] }, { prefixes: ["www.example.org/a"] }, { everything: true }])(
    "by the Cache API alone answers %o with 422: it knows addresses only",
    async (body) => {
      expect((await kindOf(await purge(body, local))).slice(0, 2)).toEqual([422, "cache-cannot-purge-by"]);
    },
  );

  test("by the Cache API alone takes an address out of the cache of this data centre", async () => {
    const path = "/files/purged.png";
    const keep = { headers: { "Cache-Control": "public, max-age=60" } };
    await local.services.edgeCache.put(path, new Response("old", keep));
    const response = await purge({ urls: [origin + path] }, local);
    expect(await response.json()).toEqual({ reach: "data-centre" });
    expect(await local.services.edgeCache.match(path, new Request(origin))).toBeUndefined();
  });
});

describe("a public file that is", () => {
  const staff = () => admin;
  const add = (replaces?: string) =>
    upload(house, staff(), replaces ? gif() : png(), {
      collection: "banners",
      filename: replaces ? "new.gif" : "old.png",
      contentType: replaces ? "image/gif" : "image/png",
      ...(replaces && { replaces }),
    });
  const asked = () => purges().flatMap((raw) => (raw as { files?: string[] }).files ?? []);

  test.each([
    ["deleted", { method: "DELETE" }],
    ["hidden", { method: "PATCH", body: JSON.stringify({ hidden: true }) }],
    ["renamed", { method: "PATCH", body: JSON.stringify({ name: "여름.png" }) }],
  ])("%s is purged from every data centre, with the pictures made of it", async (_, init) => {
    const file = await add();
    await house.work();
    house.sandbox.clear(house.sandboxKey);
    const headers = { ...staff(), "Content-Type": "application/json" };
    expect((await house.fetch(`/api/files/${file.id}`, { ...init, headers })).status).toBe(200);
    await house.work();
    expect(asked()).toEqual(
      expect.arrayContaining([`${origin}/files/${file.key}`, `${origin}/images/thumb/${file.key}`]),
    );
  });

  test("replaced is purged, and what took its place when the first is restored", async () => {
    const first = await add();
    const second = await add(first.id);
    await house.work();
    expect(asked()).toContain(`${origin}/files/${first.key}`);
    house.sandbox.clear(house.sandboxKey);
    const restored = await house.fetch(`/api/files/${first.id}/restore`, {
      method: "POST",
      headers: staff(),
    });
    expect(restored.status).toBe(200);
    await house.work();
    expect(asked()).toContain(`${origin}/files/${second.key}`);
  });

  test.each([
    ["did not answer", "broken"],
    ["answered what nobody can read", "malformed"],
  ] as const)("deleted is purged even though Cloudflare %s at first", async (_, fault) => {
    const file = await add();
    await house.work();
    house.sandbox.clear(house.sandboxKey);
    house.sandbox.faults.set({ key: house.sandboxKey, vendor: "cloudflare", fault });
    await house.fetch(`/api/files/${file.id}`, { method: "DELETE", headers: staff() });
    await house.work();
    expect(asked()).toEqual([]);
    house.sandbox.faults.clear(house.sandboxKey);
    house.world.advance(60 * 60_000);
    await house.work();
    expect(asked()).toContain(`${origin}/files/${file.key}`);
  });
});

test("public files keep for a year in caches that can be purged, and for an hour in those that cannot", async () => {
  for (const [at, expected] of [
    [house, 31_536_000],
    [local, 3600],
  ] as const) {
    const key = await at.keyOf("admin");
    const file = await upload(at, key, png(), {
      collection: "banners",
      filename: "a.png",
      contentType: "image/png",
    });
    await (await at.fetch(`/files/${file.key}`)).arrayBuffer();
    await at.world.settle();
    const kept = await at.fetch(`/files/${file.key}`);
    expect(kept.headers.get("Cache-Control")).toContain(`s-maxage=${expected}`);
    await kept.body?.cancel();
  }
});

test("without PUBLIC_ORIGIN nobody knows what to purge everywhere, so that is a misconfiguration which the log names", async () => {
  const lost = await openHouse((key) => ({ ...byCloudflare(key), PUBLIC_ORIGIN: "" }));
  expect(lost.services.opened.purge.fault).toMatchObject({
    status: "misconfigured",
    reason: expect.stringContaining("PUBLIC_ORIGIN"),
  });
  expect(lost.world.logged).toContainEqual(
    expect.objectContaining({
      event: "misconfigured",
      fields: expect.objectContaining({ dependency: "purge" }),
    }),
  );
});
