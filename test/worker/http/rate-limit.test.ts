import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { createRateLimiter } from "../../../src/platform/rate-limiter.ts";
import { openHouse } from "../../setup/open-house.ts";
import { problemOf } from "../../setup/upload.ts";

/** Cloudflare's own binding, with the limits of `wrangler.toml`: 120 writes a minute. */
const from = (address: string) => ({ method: "POST", body: "{}", headers: { "CF-Connecting-IP": address } });

it("the writes of one address are counted together, and the 121st in a minute is refused", async () => {
  const { RATE_LIMIT_READS, RATE_LIMIT_WRITES } = env;
  const house = await openHouse({ RATE_LIMIT_READS, RATE_LIMIT_WRITES });
  const path = "/api/files/uploads";
  const minute = () => Math.floor(Date.now() / 60_000);
  const begun = minute();
  let refused = await house.fetch(path, from("192.0.2.1"));
  // The binding counts by the minute of the clock, so a minute that ends meanwhile allows as many again.
  let allowed = 0;
  while (refused.status === 415 && allowed++ < 240) refused = await house.fetch(path, from("192.0.2.1"));
  expect(allowed).toBeGreaterThanOrEqual(120);
  if (minute() === begun) expect(allowed).toBe(120);
  expect(refused.headers.get("Retry-After")).toBe("60");
  expect(await problemOf(refused)).toMatchObject({ status: 429, id: "http-too-many-requests" });
  expect((await house.fetch(path, from("192.0.2.2"))).status).toBe(415);
  expect((await house.fetch("/api/files/collections", { headers: from("192.0.2.1").headers })).status).toBe(
    200,
  );
});

it("reads and writes are counted apart, and keys apart from addresses", async () => {
  const limiter = createRateLimiter(env);
  for (let i = 0; i < 121; i++) await limiter("writes", "key-of-somebody");
  expect(await limiter("writes", "key-of-somebody")).toBe(false);
  expect(await limiter("reads", "key-of-somebody")).toBe(true);
  expect(await limiter("writes", "key-of-another")).toBe(true);
});

it("whoever shows a key is counted even where nobody else is, before it is looked up", async () => {
  const { RATE_LIMIT_READS, RATE_LIMIT_WRITES } = env;
  const house = await openHouse({ RATE_LIMIT_READS, RATE_LIMIT_WRITES });
  const headers = { "CF-Connecting-IP": "192.0.2.9", Authorization: "Bearer tov_wrong" };
  // The binding counts by the minute of the clock, so a minute that ends meanwhile allows as many again.
  const seen = new Set<number>();
  for (let i = 0; i < 1201 && !seen.has(429); i++)
    seen.add((await house.fetch("/api/health", { headers })).status);
  expect([...seen]).toEqual([401, 429]);
  expect((await house.fetch("/api/health", { headers: from("192.0.2.9").headers })).status).toBe(200);
});
