import { describe, expect, test } from "vitest";
import example from "../../../.dev.vars.example?raw";
import { checkSecrets } from "../../../src/rooms/security/secrets.ts";
import { openHouse, post } from "../../setup/open-house.ts";

const published = /^ADMIN_API_KEY=(.*)$/m.exec(example)?.[1] ?? "";
const own = `tov_${"k".repeat(32)}`;
const production = {
  ENVIRONMENT: "production",
  PSEUDONYM_KEY: "0123456789abcdef",
  R2_ACCOUNT_ID: "0123",
  R2_ACCESS_KEY_ID: "key",
  R2_SECRET_ACCESS_KEY: "secret",
};
const asAdmin = (key: string) => ({ headers: { Authorization: `Bearer ${key}` } });

describe("the key of .dev.vars.example", () => {
  test("opens everything in development", async () => {
    const house = await openHouse({ ADMIN_API_KEY: published });
    expect((await house.fetch("/api/admin/api-keys", asAdmin(published))).status).toBe(200);
  });

  test.each(["production", "preview", undefined])(
    "opens nothing where ENVIRONMENT is %s",
    async (ENVIRONMENT) => {
      const house = await openHouse({ ...production, ADMIN_API_KEY: published, ENVIRONMENT });
      expect((await house.fetch("/api/admin/api-keys", asAdmin(published))).status).toBe(401);
      const body = post({ collection: "data-archive", filename: "a", size: 1, contentType: "text/plain" });
      const upload = { ...body, headers: { ...body.headers, ...asAdmin(published).headers } };
      expect((await house.fetch("/api/files/uploads", upload)).status).toBe(401);
      const health = await (await house.fetch("/api/health")).json();
      expect(health).toMatchObject({ status: "degraded" });
    },
  );

  test("keys no pseudonyms outside development", () => {
    const settings = { ENVIRONMENT: "production", ADMIN_API_KEY: published };
    expect(checkSecrets(settings)).toMatchObject({ adminApiKey: null, pseudonymKey: null });
  });
});

test("a key of one's own opens everything in production", async () => {
  const house = await openHouse({ ...production, ADMIN_API_KEY: own });
  expect((await house.fetch("/api/admin/api-keys", asAdmin(own))).status).toBe(200);
  expect((await house.fetch("/api/admin/api-keys", asAdmin(`${own}x`))).status).toBe(401);
});

test.each([
  [{}, "PSEUDONYM_KEY: is needed where there is no ADMIN_API_KEY"],
  [
    { ADMIN_API_KEY: "tov_short", PSEUDONYM_KEY: "0123456789abcdef" },
    "ADMIN_API_KEY: has to be tov_ and at least 32 letters, digits, - or _",
  ],
  [{ ADMIN_API_KEY: own, PSEUDONYM_KEY: "short" }, "PSEUDONYM_KEY: has to have at least 16 characters"],
  [
    { ADMIN_API_KEY: own, SANDBOX_ORIGIN: "http://localhost:8788" },
    "SANDBOX_ORIGIN: has no place in production and is not used",
  ],
  [{ ADMIN_API_KEY: own }, undefined],
  [{ ENVIRONMENT: "development", ADMIN_API_KEY: own, SANDBOX_ORIGIN: "http://localhost:8788" }, undefined],
])("of %j is said: %s", (given, reason) => {
  expect(checkSecrets({ ENVIRONMENT: "production", ...given }).fault?.reason).toBe(reason);
});

describe("SEALING_KEYS", () => {
  const publishedSeal = /^SEALING_KEYS=development:(.*)$/m.exec(example)?.[1] ?? "";
  const [first, second] = ["A".repeat(43), `${"k".repeat(42)}8`];
  const check = (SEALING_KEYS: string, ENVIRONMENT = "production") =>
    checkSecrets({ ENVIRONMENT, ADMIN_API_KEY: own, SEALING_KEYS });

  test("are read in their order, the newest first", () => {
    const { sealingKeys, fault } = check(`2026-b:${second}, 2026-a:${first}`);
    expect(sealingKeys.map(({ id, bytes }) => [id, bytes.length])).toEqual([
      ["2026-b", 32],
      ["2026-a", 32],
    ]);
    expect(sealingKeys[1]?.bytes).toEqual(new Uint8Array(32));
    expect(fault).toBeNull();
  });

  test("may be missing: the house stands", () => {
    expect(checkSecrets({ ENVIRONMENT: "production", ADMIN_API_KEY: own })).toMatchObject({
      sealingKeys: [],
      fault: null,
    });
  });

  test.each([
    [`${first}`, "has to be id:key"],
    [`a:${first}:b`, "has to be id:key"],
    [`A:${first}`, "has to be id:key"],
    [`a_b:${first}`, "has to be id:key"],
    [`:${first}`, "has to be id:key"],
    [`a:${first},`, "has to be id:key"],
    [`a:${first}A`, "32 bytes"],
    [`a:${first.slice(1)}`, "32 bytes"],
    [`a:${first.slice(1)}!`, "32 bytes"],
    [`a:${first},b:`, "32 bytes"],
    [`a:${first},a:${second}`, "twice"],
    [`a:${first},b:${first}`, "twice"],
  ])("%s open nothing, and what is wrong with them is named without showing them", (setting, reason) => {
    const { sealingKeys, fault } = check(setting);
    expect(sealingKeys).toEqual([]);
    expect(fault?.reason).toContain("SEALING_KEYS: ");
    expect(fault?.reason).toContain(reason);
    expect(fault?.reason).not.toContain("AAAA");
    expect(fault?.reason).not.toContain("kkkk");
  });

  test("of .dev.vars.example serve in development and nowhere else, under whatever id, first or last", () => {
    expect(check(`development:${publishedSeal}`, "development").sealingKeys).toHaveLength(1);
    for (const environment of ["production", "preview"]) {
      for (const keys of [`mine:${publishedSeal}`, `mine:${first},old:${publishedSeal}`]) {
        expect(check(keys, environment).sealingKeys).toEqual([]);
        expect(check(keys, environment).fault?.reason).toContain("published development key");
      }
    }
  });

  test("that are wrong degrade the house, and what needs them names the setting to the log", async () => {
    const house = await openHouse({ SEALING_KEYS: "short" });
    expect(await (await house.fetch("/api/health")).json()).toMatchObject({ status: "degraded" });
    await expect(
      house.services.sealedBox.seal("x", { table: "t", column: "c", id: "1" }),
    ).rejects.toMatchObject({
      kind: { id: "vendor-misconfigured" },
      cause: "SEALING_KEYS",
    });
  });
});
