import { beforeEach, expect, test } from "vitest";
import { createEdgeCache } from "../../../src/platform/edge-cache.ts";

const cache = createEdgeCache("https://edge.test", false);
const path = "/files/a.png";
const answer = (cacheControl = "public, max-age=60") =>
  new Response("0123456789", { headers: { ETag: '"e"', "Cache-Control": cacheControl } });
const ask = (headers: Record<string, string> = {}, method = "GET") =>
  cache.match(path, new Request("https://elsewhere.test/other", { method, headers }));
const textOf = async (found: Response | undefined) =>
  found ? [found.status, await found.text()] : undefined;

beforeEach(() => cache.put(path, answer()));

test("an answer is found by its path alone, whatever else the request holds", async () => {
  const odd = { Authorization: "Bearer x", Cookie: "a=b", "Cache-Control": "no-cache", Accept: "text/html" };
  expect(await textOf(await ask(odd))).toEqual([200, "0123456789"]);
  expect(await cache.match("/files/b.png", new Request("https://edge.test/files/a.png"))).toBeUndefined();
});

test.each(["/x/../files/a.png", "/files\\a.png", "/files/a.png#x", "/files/a.png ", "/files/./a.png"])(
  "what stands at /files/a.png is not found at %s",
  async (spelling) => {
    expect(await cache.match(spelling, new Request("https://elsewhere.test/"))).toBeUndefined();
  },
);

test("what is deleted is not found any more", async () => {
  await cache.delete([path, "/files/never-there.png"]);
  expect(await ask()).toBeUndefined();
});

test.each(["private, max-age=60", "no-store"])("an answer that says %s is not kept", async (rule) => {
  await cache.delete([path]);
  await cache.put(path, answer(rule));
  expect(await ask()).toBeUndefined();
});

test("one range and the client's own version are honoured", async () => {
  expect(await textOf(await ask({ Range: "bytes=2-4" }))).toEqual([206, "234"]);
  expect(await textOf(await ask({ Range: "bytes=8-" }))).toEqual([206, "89"]);
  expect(await textOf(await ask({ "If-None-Match": '"e"' }))).toEqual([304, ""]);
});

test.each([
  { Range: "bytes=0-1,4-5" },
  { Range: "bytes=-3" },
  { Range: "bytes=99-" },
  { Range: "pages=1-2" },
  { Range: "bytes=0-1", "If-Range": '"e"' },
])("what the cache answers oddly, %j, is left to others", async (headers) => {
  expect(await ask(headers as unknown as Record<string, string>)).toBeUndefined();
});

test("HEAD is answered without a body, and without a range", async () => {
  const found = await ask({ Range: "bytes=2-4" }, "HEAD");
  expect([found?.status, found?.body]).toEqual([200, null]);
});

test.each([
  [false, "public, max-age=31536000, s-maxage=3600, immutable"],
  [true, "public, max-age=31536000, s-maxage=31536000, immutable"],
])("an entry keeps for a year where a purge reaches every data centre: %s", async (everywhere, expected) => {
  const edge = createEdgeCache("https://lifetime.test", everywhere);
  await edge.put(path, answer("public, max-age=31536000, s-maxage=3600, immutable"));
  const found = await edge.match(path, new Request("https://lifetime.test"));
  expect(found?.headers.get("Cache-Control")).toBe(expected);
  await found?.body?.cancel();
});
