import { beforeEach, describe, expect, test } from "vitest";
import type { World } from "../../../src/kit/world.ts";
import type { SecurityService } from "../../../src/rooms/security/service.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { type House, openHouse, operator, post } from "../../setup/open-house.ts";
import { openSecurity } from "../../setup/security-room.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";
import { problemOf } from "../../setup/upload.ts";

const DAY = 24 * 60 * 60 * 1000;
const page = { name: "홈페이지", scopes: ["files:read", "files:write"] } as const;

eachDatabase((getDatabase) => {
  let world: TestWorld;
  let security: SecurityService;
  const open = (world: World, adminApiKey: string | null = null) =>
    openSecurity(getDatabase(world), world, adminApiKey);
  beforeEach(() => {
    world = createTestWorld();
    security = open(world);
  });
  const issue = (more: object = {}) =>
    security.issueApiKey(operator, { ...page, scopes: [...page.scopes], ...more });
  const scopesOf = async (key: string) => (await security.authenticate(key))?.scopes ?? null;

  test("a key opens what it was issued for", async () => {
    const { id, key } = await issue();
    expect(key).toMatch(/^tov_[\w-]{43}$/);
    expect(await security.authenticate(key)).toEqual({ id, scopes: new Set(page.scopes) });
  });

  test("a key is nowhere in the database, nor in a list", async () => {
    const { key } = await issue();
    const database = getDatabase();
    const rows = await database.all(database.query.selectFrom("api_keys").selectAll());
    expect(rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    const seen = JSON.stringify([rows, await security.listApiKeys(10, null), world.logged]);
    expect(seen).not.toContain(key.slice(4));
  });

  test.each(["", "tov_", "tov_x", "Bearer", "' or 1=1 --"])("%j opens nothing", async (key) => {
    expect(await security.authenticate(key)).toBeNull();
  });

  test("a key of another case, a cut key and its hash open nothing", async () => {
    const { key } = await issue();
    const database = getDatabase();
    const [row] = await database.all(database.query.selectFrom("api_keys").selectAll());
    const swapped = key.slice(0, 4) + (key[4] === "A" ? "B" : "A") + key.slice(5);
    for (const wrong of [key.toUpperCase(), key.slice(0, -1), `${key} `, `${key}=`, swapped, row!.hash]) {
      expect(await security.authenticate(wrong)).toBeNull();
    }
  });

  test("a key is over the moment it expires", async () => {
    const { key } = await issue({ expiresAt: world.now() + DAY });
    world.advance(DAY - 5_000);
    expect(await scopesOf(key)).not.toBeNull();
    world.advance(5_000);
    expect(await scopesOf(key)).toBeNull();
  });

  test("a key is over the moment it is revoked, and the time of that does not change", async () => {
    const { id, key } = await issue();
    const revoked = await security.revokeApiKey(operator, id);
    expect(await scopesOf(key)).toBeNull();
    world.advance(DAY);
    expect(await security.revokeApiKey(operator, id)).toEqual(revoked);
    expect(revoked?.revokedAt).toBeGreaterThan(0);
  });

  test("what was never issued cannot be revoked", async () => {
    expect(await security.revokeApiKey(operator, crypto.randomUUID())).toBeNull();
  });

  test("the operator's own key opens everything, and only exactly so", async () => {
    const own = `tov_${"k".repeat(40)}`;
    const withAdmin = open(world, own);
    expect(await withAdmin.authenticate(own)).toEqual({ id: "admin", scopes: new Set(["admin"]) });
    expect(await withAdmin.authenticate(`${own}k`)).toBeNull();
    expect(await security.authenticate(own)).toBeNull();
  });

  test("keys are listed newest first, page by page", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await issue({ name: `${i}` })).id);
    const first = await security.listApiKeys(3, null);
    const second = await security.listApiKeys(3, first.at(-1)!.id);
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids.toSorted().reverse());
  });
});

describe("/api/admin/api-keys", () => {
  let house: House;
  let admin: { Authorization: string };
  beforeEach(async () => {
    house = await openHouse();
    admin = await house.keyOf("admin");
  });
  const issue = (body: object, headers: Record<string, string> = admin) =>
    house.fetch("/api/admin/api-keys", post(body, headers));

  test("is for administrators", async () => {
    expect(await problemOf(await issue(page, {}))).toMatchObject({ status: 401 });
    const others = await house.keyOf("files:read", "files:write");
    expect(await problemOf(await issue(page, others))).toMatchObject({ status: 403 });
    const list = await house.fetch("/api/admin/api-keys", { headers: others });
    expect(list.status).toBe(403);
    const revoke = `/api/admin/api-keys/${crypto.randomUUID()}`;
    expect((await house.fetch(revoke, { method: "DELETE", headers: others })).status).toBe(403);
  });

  test("issues a key that works until it is revoked", async () => {
    const issued = await issue(page);
    expect([issued.status, issued.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const { id, key }: { id: string; key: string } = await issued.json();
    const headers = { Authorization: `Bearer ${key}` };
    const list = () => house.fetch("/api/files?collection=banners", { headers });
    expect((await list()).status).toBe(200);
    const revoked = await house.fetch(`/api/admin/api-keys/${id}`, { method: "DELETE", headers: admin });
    expect(await revoked.json()).toMatchObject({ id, revokedAt: expect.any(Number) });
    expect(await problemOf(await list())).toMatchObject({ status: 401, id: "http-unauthenticated" });
    const everything = await (await house.fetch("/api/admin/api-keys", { headers: admin })).text();
    expect(everything).not.toContain(key);
  });

  test.each([
    ["no name", { name: " " }, "/body/name"],
    ["no scopes", { scopes: [] }, "/body/scopes"],
    ["a scope that there is not", { scopes: ["root"] }, "/body/scopes/0"],
    ["an expiry in seconds", { expiresAt: 1_795_391_023 }, "/body/expiresAt"],
    ["an expiry that is no time", { expiresAt: "tomorrow" }, "/body/expiresAt"],
    ["more than a list of scopes", { scopes: "admin" }, "/body/scopes"],
  ])("with %s is refused", async (_, body, pointer) => {
    expect(await problemOf(await issue({ ...page, ...body }))).toMatchObject({
      status: 422,
      pointers: [pointer],
    });
  });
});
