import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { json, jsonBody, reply, route } from "../../../src/http/route.ts";
import { problemOf } from "../../setup/upload.ts";
import { type Counter, openCounter, plain } from "./counter.ts";

const answers = { 200: json(z.object({ seen: z.unknown() }), "What was seen.") };
const limit = 64;
let handled: number;
let counter: Counter;
let allowed: boolean;

const routes = [
  route(
    {
      ...{ ...plain, method: "post", path: "/things/{id}", caller: "files:write", answers },
      params: z.object({ id: z.uuid() }),
      query: z.object({ size: z.coerce.number().int().max(10).optional() }),
      body: jsonBody(z.object({ name: z.string().min(2), "a/b~c": z.number().optional() }), limit),
    },
    async ({ params, query, body, call }) => {
      handled += 1;
      return reply(200, { seen: { params, query, body, caller: call.caller.id, language: call.language } });
    },
  ),
  route({ ...plain, method: "get", path: "/broken", limit: "none", answers }, async () => {
    throw new Error("the password is swordfish");
  }),
];

const id = "0190a3c1-7c3e-7abc-8def-0123456789ab";
const writer = { Authorization: "Bearer writer", "Accept-Language": "en" };

beforeEach(async () => {
  handled = 0;
  allowed = true;
  counter = await openCounter(routes, () => ({ limiter: async () => allowed }));
});

const post = (path: string, body: BodyInit, headers: Record<string, string> = writer) =>
  counter.fetch(path, { method: "POST", body, headers: { "Content-Type": "application/json", ...headers } });

/** A body of which nothing is known beforehand, and which tells how much of it was read. */
function streamOf(chunks: number, size: number) {
  const read = { chunks: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (read.chunks === chunks) return controller.close();
        read.chunks += 1;
        controller.enqueue(new Uint8Array(size).fill(0x20));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, read };
}

describe("serving a request", () => {
  it("hands checked input to the handler", async () => {
    const response = await post(`/things/${id}?size=3`, '{"name":"ab","extra":1}');
    const seen = {
      params: { id },
      query: { size: 3 },
      body: { name: "ab" },
      caller: "writer",
      language: "en",
    };
    expect(await response.json()).toEqual({ seen });
  });

  it("asks who it is before it reads a byte or looks at the input", async () => {
    const { body, read } = streamOf(10, 1000);
    expect((await post("/things/no-uuid", body, {})).status).toBe(401);
    expect(read.chunks).toBe(0);
  });

  it("counts before it asks who calls, and asks for the scope before it looks at the input", async () => {
    allowed = false;
    const limited = await post("/things/no-uuid", "{", { Authorization: "Bearer nobody" });
    expect(limited.status).toBe(429);
    expect(limited.headers.get("Retry-After")).toBe("60");
    allowed = true;
    expect((await post("/things/no-uuid", "{", { Authorization: "Bearer reader" })).status).toBe(403);
    expect((await post("/things/no-uuid", "{")).status).toBe(422);
    expect(handled).toBe(0);
  });

  it("names every broken rule, in the body as escaped JSON pointers", async () => {
    const response = await post(`/things/${id}`, '{"name":"a","a/b~c":"x"}');
    const { status, id: problem, pointers } = await problemOf(response);
    expect({ status, problem }).toEqual({ status: 422, problem: "http-invalid-input" });
    expect(pointers.toSorted()).toEqual(["/body/a~1b~0c", "/body/name"]);
  });

  it("refuses a query that names a thing twice", async () => {
    expect(await problemOf(await post(`/things/${id}?size=1&size=2`, '{"name":"ab"}'))).toMatchObject({
      status: 422,
      pointers: ["/query/size"],
    });
  });

  it("refuses a body whose declared length is over the limit before a byte is read", async () => {
    const { body, read } = streamOf(1, 10);
    const response = await post(`/things/${id}`, body, { ...writer, "Content-Length": String(limit + 1) });
    expect(await problemOf(response)).toEqual({
      status: 413,
      id: "http-body-too-large",
      pointers: ["/body"],
    });
    expect(read.chunks).toBe(0);
  });

  it("stops reading a body of undeclared length at the limit", async () => {
    const { body, read } = streamOf(1000, 16);
    expect((await post(`/things/${id}`, body)).status).toBe(413);
    expect(read.chunks).toBeLessThan(10);
  });

  it("takes a body of exactly the limit", async () => {
    const text = '{"name":"ab"}'.padEnd(limit);
    expect((await post(`/things/${id}`, text)).status).toBe(200);
    expect((await post(`/things/${id}`, `${text} `)).status).toBe(413);
  });

  it("refuses what is no JSON, by type, by text and by encoding", async () => {
    const path = `/things/${id}`;
    expect((await post(path, "name=ab", { ...writer, "Content-Type": "text/plain" })).status).toBe(415);
    for (const body of ["", "{", '{"name":', new Uint8Array([0x22, 0xff, 0x22])]) {
      expect(await problemOf(await post(path, body))).toEqual({
        status: 400,
        id: "http-malformed",
        pointers: ["/body"],
      });
    }
    expect(
      (await post(path, '{"name":"ab"}', { ...writer, "Content-Type": "application/x+json" })).status,
    ).toBe(200);
  });

  it("does not let a body change what objects are made of", async () => {
    const response = await post(`/things/${id}`, '{"name":"ab","__proto__":{"admin":true}}');
    expect(await response.json()).toMatchObject({ seen: { body: { name: "ab" } } });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("answers what nobody foresaw with a fixed sentence", async () => {
    const response = await counter.fetch("/broken");
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("swordfish");
    expect(JSON.parse(text)).toMatchObject({ title: "서버 오류입니다", status: 500 });
  });
});

describe("a problem", () => {
  it("speaks the caller's language and names the request", async () => {
    const response = await post(`/things/${id}`, "{");
    expect(response.headers.get("Content-Language")).toBe("en");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual({
      type: "http://localhost/problems/http-malformed",
      title: "The request cannot be read",
      status: 400,
      detail: "The body is not JSON.",
      instance: `urn:uuid:${response.headers.get("X-Request-Id")}`,
      errors: [{ pointer: "/body", detail: "The body is not JSON." }],
    });
  });
});

describe("a bearer token", () => {
  it.each(["Bearer", "Bearer ", "Basic d3JpdGVy", "writer", "Bearer writer writer", "Bearer nobody"])(
    "%j is refused even where anyone may call",
    async (authorization) => {
      const response = await counter.fetch("/broken", { headers: { Authorization: authorization } });
      expect(response.status).toBe(401);
    },
  );

  it("is taken whatever the case of its scheme", async () => {
    expect((await post(`/things/${id}`, '{"name":"ab"}', { Authorization: "bearer writer" })).status).toBe(
      200,
    );
  });
});
