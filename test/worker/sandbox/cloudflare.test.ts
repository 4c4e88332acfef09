import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import { callsTo } from "../../setup/sandbox-calls.ts";

const purge = "api.cloudflare.com/client/v4/zones/zone-1/purge_cache";
let now: number;
let sandbox: Sandbox;
let calls: ReturnType<typeof callsTo>;
beforeEach(() => {
  now = 1_795_000_000_000;
  sandbox = createSandbox({ now: () => now });
  calls = callsTo(sandbox, "sandbox_cloudflare");
});

const many = (count: number) => Array.from({ length: count }, (_, index) => `tag-${index}`);

describe("POST purge_cache", () => {
  test.each([
    ["purge_everything", { purge_everything: true }, []],
    [
      "files",
      { files: ["https://a.kr/x", { url: "https://a.kr/y", headers: { Origin: "https://b.kr" } }] },
      ["https://a.kr/x", "https://a.kr/y"],
    ],
    ["tags", { tags: ["post-1"] }, ["post-1"]],
    ["hosts", { hosts: ["www.a.kr"] }, ["www.a.kr"]],
    ["prefixes", { prefixes: ["www.a.kr/posts"] }, ["www.a.kr/posts"]],
  ])("by %s answers success with the zone's id, and is kept", async (title, body, to) => {
    const response = await calls.post(purge, body);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      success: true,
      errors: [],
      messages: [],
      result: { id: "zone-1" },
    });
    expect(sandbox.entries()).toMatchObject([{ kind: "purge", title, to, raw: { zone: "zone-1", ...body } }]);
  });

  test.each([
    ["nothing", {}],
    ["two things", { tags: ["a"], hosts: ["b"] }],
    ["everything and a tag", { purge_everything: true, tags: ["a"] }],
    ["nothing by a false", { purge_everything: false }],
    ["tags that are no list", { tags: "a" }],
    ["an empty list", { tags: [] }],
    ["a tag that is none", { tags: [1] }],
    ["101 tags", { tags: many(101) }],
    ["101 files", { files: many(101).map((name) => `https://a.kr/${name}`) }],
    ["a file that is no URL", { files: ["/x"] }],
    ["a prefix with a scheme", { prefixes: ["https://www.a.kr/posts"] }],
    ["no JSON", "{"],
    ["no object", []],
  ])("of %s answers 400 in Cloudflare's shape", async (_, body) => {
    const response = await calls.post(purge, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      success: false,
      errors: [{ code: expect.any(Number), message: expect.any(String) }],
      messages: [],
      result: null,
    });
    expect(sandbox.entries()).toEqual([]);
  });

  test("of 100 tags is taken", async () => {
    expect((await calls.post(purge, { tags: many(100) })).status).toBe(200);
  });

  test("with a key that is none answers Cloudflare's 401", async () => {
    const response = await callsTo(sandbox, "real-token").post(purge, { tags: ["a"] });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ success: false, errors: [{ code: 10_000 }] });
  });
});

describe("the rate limit of the Free plan", () => {
  const exhaust = async () => {
    for (let taken = 0; taken < 25; taken++)
      expect((await calls.post(purge, { tags: ["a"] })).status).toBe(200);
  };

  test("takes 25 purges at once, and then one every 12 seconds", async () => {
    await exhaust();
    const refused = await calls.post(purge, { hosts: ["a.kr"] });
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "12"]);
    now += 12_000;
    expect((await calls.post(purge, { purge_everything: true })).status).toBe(200);
    expect((await calls.post(purge, { purge_everything: true })).status).toBe(429);
  });

  test("does not count files, nor other keys", async () => {
    await exhaust();
    expect((await calls.post(purge, { files: ["https://a.kr/x"] })).status).toBe(200);
    expect((await callsTo(sandbox, "sandbox_other").post(purge, { tags: ["a"] })).status).toBe(200);
  });

  test("fills up to 25 and no further", async () => {
    await exhaust();
    now += 24 * 3_600_000;
    await exhaust();
    expect((await calls.post(purge, { tags: ["a"] })).status).toBe(429);
  });
});
