import { Hono } from "hono";
import { perAccount } from "../account.ts";
import { createTokenBucket } from "../token-bucket.ts";
import { bearerKey, type Vendor, type VendorApp } from "../vendor.ts";
import { nothingNamed, readPurge } from "./cloudflare/purge.ts";

/**
 * Purging by anything but URL on the Free plan: 25 requests at once, 5 more a minute
 * (developers.cloudflare.com/cache/how-to/purge-cache, "Purge limits").
 */
const bucketOf = perAccount(() => createTokenBucket({ size: 25, perMinute: 5 }));

const failure = (status: number, code: number, message: string) =>
  Response.json({ success: false, errors: [{ code, message }], messages: [], result: null }, { status });

const tooMany = () =>
  failure(429, 1134, "Unable to purge, rate limit reached. Please wait and throttle your request rate");

const app: VendorApp = new Hono();

app.post("/client/v4/zones/:zone/purge_cache", async (c) => {
  const read = readPurge(await c.req.text());
  if ("fault" in read) return failure(400, read.fault.code, read.fault.message);
  const { method, items } = read;
  const waited = method === "files" ? 0 : bucketOf(c.env.account).take(c.env.now());
  if (waited > 0) return withRetryAfter(tooMany(), waited);
  c.env.record({ kind: "purge", title: method, to: items, raw: { zone: c.req.param("zone"), ...read.body } });
  return Response.json({ success: true, errors: [], messages: [], result: { id: c.req.param("zone") } });
});

app.notFound(() =>
  failure(404, 7003, "Could not route to the path. Perhaps your object identifier is invalid?"),
);

function withRetryAfter(response: Response, milliseconds: number): Response {
  response.headers.set("Retry-After", String(Math.ceil(milliseconds / 1000)));
  return response;
}

/** Cloudflare's own API, as far as purging goes. */
export const cloudflare: Vendor = {
  name: "cloudflare",
  hosts: ["api.cloudflare.com"],
  label: { ko: "Cloudflare 캐시 비우기", en: "Cloudflare cache purge" },
  app,
  keyOf: bearerKey,
  refusals: {
    deny: () => failure(401, 10_000, "Authentication error"),
    refuse: () => failure(400, nothingNamed.code, nothingNamed.message),
    tooMany,
    broken: () => failure(500, 10_001, "Internal server error"),
  },
};
