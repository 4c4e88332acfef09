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
