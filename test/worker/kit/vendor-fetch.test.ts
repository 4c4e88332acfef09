import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Problem } from "../../../src/kit/problem.ts";
import { type VendorCall, vendorFetch, vendorJson } from "../../../src/kit/vendor-fetch.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "../../../src/kit/vendor-problem.ts";
import type { World } from "../../../src/kit/world.ts";

type Step = Response | Error | "hang";

/** A vendor that answers with these steps in turn, and what it saw. */
function vendor(...steps: Step[]) {
  const sent: RequestInit[] = [];
  const lines: Record<string, unknown>[] = [];
  const write = (_event: string, fields: Record<string, unknown> = {}) => void lines.push(fields);
  const world: Pick<World, "fetch" | "now" | "random" | "log"> = {
    async fetch(_url, init = {}) {
      sent.push(init);
      const step = steps.shift() ?? new Error("asked more often than planned");
      if (step === "hang") return new Promise(() => {});
      if (step instanceof Error) throw step;
      return step;
    },
    now: () => Date.now(),
    random: (length) => new Uint8Array(length),
    log: { info: write, warn: write, error: write },
  };
  const call = (init: Partial<VendorCall> = {}) =>
    vendorFetch(world, "https://vendor.example/v1/things?token=hidden", { vendor: "acme", ...init });
  return { world, call, sent, lines };
}

const failing = (status: number, headers: HeadersInit = {}) => new Response("no", { status, headers });
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as Problem,
  );

describe("a call to a vendor", () => {
  test.each([
    [401, vendorMisconfigured],
    [403, vendorMisconfigured],
    [400, vendorRefused],
    [404, vendorRefused],
    [302, vendorRefused],
    [501, vendorRefused],
    [408, vendorUnavailable],
    [429, vendorUnavailable],
    [500, vendorUnavailable],
    [503, vendorUnavailable],
  ])("that answers %i is the right one of the four problems", async (status, kind) => {
    const { call } = vendor(failing(status));
    const problem = await caught(call({ method: "POST" }));
    expect(kind.matches(problem)).toBe(true);
    expect(problem?.cause).toEqual({ vendor: "acme", status });
  });

  test("hands over a status that the caller accepts", async () => {
    const { call } = vendor(failing(404));
    const response = await call({ accepts: [404] });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("no");
  });

  test("is not redirected elsewhere with its secrets", async () => {
    const { call, sent } = vendor(new Response("yes"));
    await (await call({ headers: { Authorization: "Bearer x" } })).text();
    expect(sent[0]?.redirect).toBe("manual");
  });

  test("whose connection breaks is unavailable", async () => {
    const { call } = vendor(new TypeError("Fetch API cannot load: https://vendor.example/?token=hidden"));
    const problem = await caught(call({ method: "POST" }));
    expect(vendorUnavailable.matches(problem)).toBe(true);
    expect(problem?.cause).toEqual({ vendor: "acme", reason: "TypeError" });
  });
});

describe("the deadline", () => {
  test("ends a call that never answers, and aborts it", async () => {
    const { call, sent } = vendor("hang");
    const problem = await caught(call({ deadline: 30 }));
    expect(problem?.cause).toEqual({ vendor: "acme", reason: "no answer within 30 ms" });
    expect(sent[0]?.signal?.aborted).toBe(true);
  });

  test("ends a JSON body that never ends", async () => {
    const endless = new Response(
      new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode("[1,")) }),
    );
    const { world } = vendor(endless);
    const call = vendorJson(world, "https://vendor.example", { vendor: "acme", deadline: 30 }, z.unknown());
    expect(vendorUnavailable.matches(await caught(call))).toBe(true);
  });

  test("does not end a body that the caller still reads", async () => {
    const { call, sent } = vendor(new Response("slow"));
    const response = await call({ deadline: 20 });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(sent[0]?.signal?.aborted).toBe(false);
    expect(await response.text()).toBe("slow");
  });

  test("is not outlasted by a Retry-After: the caller is told at once how long to wait", async () => {
    const { call, sent } = vendor(failing(503, { "Retry-After": "120" }));
    const problem = await caught(call());
    expect(sent).toHaveLength(1);
    expect(problem?.headers).toEqual({ "Retry-After": "120" });
  });
});

describe("repeating", () => {
  test("carries a GET over two bad moments", async () => {
    const { call, sent } = vendor(failing(503), new TypeError("reset"), new Response("yes"));
    expect(await (await call()).text()).toBe("yes");
    expect(sent).toHaveLength(3);
  });

  test("stops after four attempts", async () => {
    const { call, sent } = vendor(
      failing(503),
      failing(503),
      failing(503),
      failing(503),
      new Response("late"),
    );
    expect(vendorUnavailable.matches(await caught(call()))).toBe(true);
    expect(sent).toHaveLength(4);
  });

  test("leaves a POST alone, which may have been carried out", async () => {
    const { call, sent } = vendor(failing(503));
    await caught(call({ method: "POST", body: "{}" }));
    expect(sent).toHaveLength(1);
  });

  test("includes a POST with an Idempotency-Key, and one that is declared repeatable", async () => {
    for (const init of [{ headers: { "Idempotency-Key": "k" } }, { repeatable: true }]) {
      const { call, sent } = vendor(failing(503), new Response("yes"));
      await (await call({ method: "POST", body: "{}", ...init })).text();
      expect(sent).toHaveLength(2);
    }
  });

  test("never includes a stream", async () => {
    const { call, sent } = vendor(failing(503));
    await caught(call({ method: "PUT", body: new Response("once").body, repeatable: true }));
    expect(sent).toHaveLength(1);
  });

  test("leaves a refusal alone", async () => {
    const { call, sent } = vendor(failing(400));
    await caught(call());
    expect(sent).toHaveLength(1);
  });

  test("waits as long as Retry-After says", async () => {
    const { call } = vendor(failing(429, { "Retry-After": "1" }), new Response("yes"));
    const start = Date.now();
    await (await call()).text();
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  });

  test("understands a Retry-After that is an HTTP date", async () => {
    const { world } = vendor(failing(429, { "Retry-After": "Sun, 22 Nov 2026 13:00:00 GMT" }));
    const noon = { ...world, now: () => Date.UTC(2026, 10, 22, 12) };
    const problem = await caught(vendorFetch(noon, "https://vendor.example", { vendor: "acme" }));
    expect(problem?.headers).toEqual({ "Retry-After": "3600" });
  });

  test("pauses anywhere between nothing and a ceiling", async () => {
    const { world, sent } = vendor(failing(503), new Response("yes"));
    const start = Date.now();
    const longest = { ...world, random: (length: number) => new Uint8Array(length).fill(255) };
    await (await vendorFetch(longest, "https://vendor.example", { vendor: "acme" })).text();
    expect(Date.now() - start).toBeGreaterThanOrEqual(190);
    expect(sent).toHaveLength(2);
  });
});

describe("bodies that nobody reads", () => {
  test("are let go before the next attempt and before the problem", async () => {
    const cancelled: number[] = [];
    const held = (n: number) =>
      new Response(new ReadableStream({ cancel: () => void cancelled.push(n) }), { status: 503 });
    const { call } = vendor(held(1), held(2), held(3), held(4));
    await caught(call());
    expect(cancelled).toEqual([1, 2, 3, 4]);
  });
});

describe("a JSON answer", () => {
  const schema = z.object({ id: z.string() });
  const read = (...steps: Step[]) =>
    vendorJson(vendor(...steps).world, "https://vendor.example", { vendor: "acme" }, schema);

  test("is read by its schema", async () => {
    expect(await read(Response.json({ id: "a", more: 1 }))).toEqual({ id: "a" });
  });

  test.each([
    ["no JSON", "<html>"],
    ["the wrong shape", '{"id":"홍길동".length}'],
    ["another shape", '{"id":1}'],
  ])("with %s is a refusal that repeats nothing of it", async (_what, body) => {
    const problem = await caught(read(new Response(body)));
    expect(vendorRefused.matches(problem)).toBe(true);
    expect(JSON.stringify(problem?.cause)).not.toContain("홍길동");
  });

  test("of a GET is asked for again when it breaks off", async () => {
    const broken = new Response(new ReadableStream({ pull: (c) => c.error(new TypeError("reset")) }));
    expect(await read(broken, Response.json({ id: "b" }))).toEqual({ id: "b" });
  });

  test("beyond 8 MiB is refused", async () => {
    const endless = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1024 * 1024).fill(32)) });
    expect(vendorRefused.matches(await caught(read(new Response(endless))))).toBe(true);
  });
});

describe("the log", () => {
  test("sees vendor, host, status and the vendor's code, and nothing of address or body", async () => {
    const { call, lines } = vendor(Response.json({ code: "NO_CARD", name: "홍길동" }, { status: 400 }));
    await caught(call({ method: "POST", errorCode: (body) => JSON.parse(body).code }));
    expect(lines).toEqual([
      { vendor: "acme", status: 400, code: "NO_CARD", host: "vendor.example", attempt: 1 },
    ]);
  });

  test("does not take a sentence for a code", async () => {
    const { call, lines } = vendor(
      Response.json({ code: "user hong@example.com is unknown" }, { status: 400 }),
    );
    await caught(call({ method: "POST", errorCode: (body) => JSON.parse(body).code }));
    expect(lines[0]).not.toHaveProperty("code");
  });

  test("outlives a body in which the code cannot be found", async () => {
    const { call } = vendor(failing(400));
    const problem = await caught(call({ errorCode: (body) => JSON.parse(body).code }));
    expect(vendorRefused.matches(problem)).toBe(true);
  });
});
