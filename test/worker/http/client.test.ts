import { afterEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../../src/client.ts";

/** A client of a server that is one function; `asked` is what went over the wire. */
function clientOf(answer: (request: Request) => Response | Promise<Response>, more = {}) {
  const asked: Request[] = [];
  const tov = createClient({
    baseUrl: "https://edge.example.org/",
    fetch: async (url, init) => {
      const request = new Request(url, init);
      asked.push(request);
      return answer(request);
    },
    ...more,
  });
  return { tov, asked };
}

const ok = () => Response.json({ items: [] });

describe("what the client sends", () => {
  it("is the method, the path, the query and the body that the operation has", async () => {
    const { tov, asked } = clientOf(ok);
    await tov.changeFile({ params: { id: "a b" }, body: { name: "봄.png" } });
    await tov.listFiles({ query: { collection: "posts/content", search: "a&b=c", limit: 5 } });
    expect(asked[0]?.method).toBe("PATCH");
    expect(asked[0]?.url).toBe("https://edge.example.org/api/files/a%20b");
    expect(asked[0]?.headers.get("Content-Type")).toBe("application/json");
    expect(await asked[0]?.json()).toEqual({ name: "봄.png" });
    expect(asked[1]?.url).toBe(
      "https://edge.example.org/api/files?collection=posts%2Fcontent&search=a%26b%3Dc&limit=5",
    );
    expect(asked[1]?.body).toBeNull();
  });

  it("is the key, whether it is given or fetched each time, the language and the idempotency key", async () => {
    const { tov, asked } = clientOf(ok, { token: "tov_one", language: "en" });
    await tov.listCollections({}, { idempotencyKey: "k" });
    expect(asked[0]?.headers.get("Authorization")).toBe("Bearer tov_one");
    expect(asked[0]?.headers.get("Accept-Language")).toBe("en");
    expect(asked[0]?.headers.get("Idempotency-Key")).toBe("k");
    let count = 0;
    const other = clientOf(ok, { token: async () => `tov_${++count}` });
    await other.tov.listCollections();
    await other.tov.listCollections();
    expect(other.asked.map((request) => request.headers.get("Authorization"))).toEqual([
      "Bearer tov_1",
      "Bearer tov_2",
    ]);
  });

  it("keeps the slashes of a key that has several segments, and of nothing else", async () => {
    const { tov, asked } = clientOf(ok);
    await tov.deliverFile({ params: { key: "banners/2026/한글?.png" } });
    await tov.getFile({ params: { id: "a/b" } });
    expect(asked.map((request) => new URL(request.url).pathname)).toEqual([
      "/files/banners/2026/%ED%95%9C%EA%B8%80%3F.png",
      "/api/files/a%2Fb",
    ]);
  });

  it.each(["", ".", ".."])("never leaves its place by a parameter like %j", async (part) => {
    const { tov, asked } = clientOf(ok);
    const one = await tov.revokeApiKey({ params: { id: part } });
    const other = await tov.deliverFile({ params: { key: `banners/${part}/x` } });
    for (const { data, error } of [one, other])
      expect([data, error?.id]).toEqual([null, "client-invalid-input"]);
    expect(asked).toEqual([]);
  });
});

describe("what the client answers", () => {
  it("is the data, also where a status above 400 has some", async () => {
    const health = { status: "down", version: "1", region: "ICN", checkedAt: 1, dependencies: [] };
    const { tov } = clientOf(() => Response.json(health, { status: 503 }));
    const { data, error, response } = await tov.getHealth();
    expect([data, error, response?.status]).toEqual([health, null, 503]);
  });

  it("is the response itself where the answer is bytes", async () => {
    const { tov } = clientOf(() => new Response("RIFF", { headers: { "Content-Type": "image/webp" } }));
    const { data } = await tov.renderImage({ params: { preset: "thumb", key: "a.png" } });
    expect(await data?.text()).toBe("RIFF");
  });

  it("is the server's problem by its name, with its pointers and how long to wait", async () => {
    const problem = {
      type: "https://edge.example.org/problems/files-quota-exceeded",
      title: "오늘 올릴 수 있는 양을 넘었습니다",
      status: 429,
      instance: "urn:uuid:1",
      errors: [{ pointer: "/body/size", detail: "너무 큽니다" }],
    };
    const headers = { "Content-Type": "application/problem+json", "Retry-After": "30" };
    const { tov } = clientOf(() => new Response(JSON.stringify(problem), { status: 429, headers }));
    const { data, error } = await tov.getFile({ params: { id: "x" } });
    const { type: _, ...own } = problem;
    expect([data, error]).toEqual([null, { ...own, id: "files-quota-exceeded", retryAfter: 30 }]);
  });

  it("is a failure where no answer came, and never a throw", async () => {
    const { tov } = clientOf(() => Promise.reject(new TypeError("connection refused")));
    const { data, error, response } = await tov.listCollections();
    expect([data, error?.id, error?.status, response]).toEqual([null, "client-network", 0, null]);
    expect(error?.detail).toBe("connection refused");
  });

  it("is a failure where the caller gives up", async () => {
    const abort = new AbortController();
    const { tov } = clientOf(
      (request) =>
        new Promise((_, reject) =>
          request.signal.addEventListener("abort", () => reject(request.signal.reason)),
        ),
    );
    const waiting = tov.listCollections({}, { signal: abort.signal });
    setTimeout(() => abort.abort(), 10);
    expect((await waiting).error?.id).toBe("client-aborted");
  });

  it.each([
    ["a page of some proxy", "text/html", "<h1>502 Bad Gateway</h1>"],
    ["broken JSON", "application/json", '{"items":'],
    ["a broken problem", "application/problem+json", "{"],
  ])("is a failure for %s", async (_, type, body) => {
    const { tov } = clientOf(() => new Response(body, { status: 502, headers: { "Content-Type": type } }));
    const { data, error } = await tov.listCollections();
    expect([data, error?.id, error?.status]).toEqual([null, "client-unreadable", 502]);
  });
});

describe("what the client says of itself", () => {
  afterEach(() => vi.unstubAllGlobals());

  const gone = () => Promise.reject(new TypeError("connection refused"));
  const korean = "서버에 연결하지 못했습니다";
  const english = "The server could not be reached";

  it.each([
    ["ko", korean],
    ["en", english],
    [undefined, korean],
  ])("is in the language that it was made with: %s", async (language, title) => {
    const { tov } = clientOf(gone, { language });
    expect((await tov.listCollections()).error?.title).toBe(title);
  });

  it.each([
    [["fr", "en-US", "ko"], english],
    [["ko-KR", "en"], korean],
    [["fr"], korean],
  ])("is else in the first of the browser's languages that it speaks: %j", async (languages, title) => {
    vi.stubGlobal("location", {});
    vi.stubGlobal("navigator", { languages });
    expect((await clientOf(gone).tov.listCollections()).error?.title).toBe(title);
  });

  it("is not that the network failed where the input cannot be written down", async () => {
    const circle: { name?: string } = {};
    Object.assign(circle, { circle });
    const { tov, asked } = clientOf(ok);
    const { error } = await tov.changeFile({ params: { id: "x" }, body: circle });
    expect([error?.id, asked]).toEqual(["client-invalid-input", []]);
  });
});
