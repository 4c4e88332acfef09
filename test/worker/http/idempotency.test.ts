import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { idempotencyKeyReused, idempotencyKeyRunning, invalidInput } from "../../../src/http/problems.ts";
import { json, jsonBody, reply, route } from "../../../src/http/route.ts";
import { problemOf } from "../../setup/upload.ts";
import { type Counter, openCounter, plain } from "./counter.ts";

const answers = { 201: json(z.object({ number: z.number() }), "Made.") };
const signed = { 201: json(z.object({ id: z.string(), url: z.string() }), "Made and signed.") };
const thing = z.object({ name: z.string() });

let counter: Counter;
let made: number;
/** What the handler does before it answers. */
let meanwhile: () => Promise<void>;

const routes = [
  route(
    { ...plain, method: "post", path: "/things", body: jsonBody(thing), idempotency: "replay", answers },
    async () => {
      made += 1;
      const number = made;
      await meanwhile();
      return reply(201, { number }, { headers: { ETag: `"${number}"` } });
    },
  ),
  route(
    {
      ...{ ...plain, method: "post", path: "/bytes", idempotency: "replay", answers },
      body: { kind: "raw", types: {}, limit: 1_000_000 },
    },
    async ({ call }) => {
      made += 1;
      const bytes = await new Response(call.stream).arrayBuffer();
      return reply(201, { number: bytes.byteLength });
    },
  ),
  route(
    {
      ...plain,
      method: "post",
      path: "/urls",
      body: jsonBody(thing),
      idempotency: "afresh",
      answers: signed,
    },
    async ({ call }) => {
      if (call.made === null) made += 1;
      const id = call.made ?? `id-${made}`;
      return reply(201, { id, url: `https://store/${id}?signature=${crypto.randomUUID()}` }, { made: id });
    },
  ),
];

beforeEach(async () => {
  made = 0;
  meanwhile = async () => {};
  counter = await openCounter(routes);
  await env.DB.exec("delete from idempotency_keys");
});

function post(
  path: string,
  key: string,
  body: unknown = { name: "a" },
  headers: Record<string, string> = {},
) {
  const sent = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
  const about = { "Content-Type": "application/json", "Content-Length": String(sent.length) };
  return counter.fetch(path, {
    method: "POST",
    body: sent,
    headers: { ...about, "Idempotency-Key": key, ...headers },
  });
}

const rows = async () => (await env.DB.prepare("select * from idempotency_keys").all()).results;

describe("a repeated Idempotency-Key", () => {
  it("gets the very bytes of the first answer, and says so", async () => {
    const first = await post("/things", "k");
    const again = await post("/things", "k");
    expect(again.status).toBe(201);
    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    expect(first.headers.get("Idempotency-Replayed")).toBeNull();
    expect(again.headers.get("ETag")).toBe('"1"');
    expect(again.headers.get("Content-Type")).toBe(first.headers.get("Content-Type"));
    expect(await again.arrayBuffer()).toEqual(await first.arrayBuffer());
    expect(made).toBe(1);
  });

  it("with another body is refused, and changes nothing", async () => {
    await post("/things", "k");
    const other = await problemOf(await post("/things", "k", { name: "b" }));
    expect(other).toMatchObject({ status: 422, id: idempotencyKeyReused.kind.id });
    expect(made).toBe(1);
  });

  it("with another stream is refused, and the same stream is answered again", async () => {
    const bytes = new Uint8Array(70_000).fill(7);
    const first = await post("/bytes", "k", bytes);
    expect(await first.json()).toEqual({ number: 70_000 });
    const again = await post("/bytes", "k", bytes);
    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    expect(await again.json()).toEqual({ number: 70_000 });
    const other = await problemOf(await post("/bytes", "k", new Uint8Array(70_000).fill(8)));
    expect(other).toMatchObject({ status: 422, id: idempotencyKeyReused.kind.id });
    expect(made).toBe(1);
  });

  it("while the first is running is told to come later", async () => {
    const gate = Promise.withResolvers<void>();
    meanwhile = () => gate.promise;
    const first = post("/things", "k");
    while (made === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await post("/things", "k");
    expect(second.headers.get("Retry-After")).toBe("2");
    expect(await problemOf(second)).toMatchObject({ status: 409, id: idempotencyKeyRunning.kind.id });
    gate.resolve();
    expect((await first).status).toBe(201);
    expect(made).toBe(1);
  });

  it("takes over from a request that crashed a minute ago, whose late end then changes nothing", async () => {
    const gate = Promise.withResolvers<void>();
    meanwhile = () => gate.promise;
    const crashed = post("/things", "k");
    while (made === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    counter.world.advance(59_000);
    expect((await post("/things", "k")).status).toBe(409);
    counter.world.advance(2_000);
    meanwhile = async () => {};
    expect(await (await post("/things", "k")).json()).toEqual({ number: 2 });
    gate.resolve();
    await crashed;
    expect(await (await post("/things", "k")).json()).toEqual({ number: 2 });
  });

  it("is free again after a failure", async () => {
    meanwhile = async () => {
      throw invalidInput();
    };
    expect((await post("/things", "k")).status).toBe(422);
    expect(await rows()).toEqual([]);
    meanwhile = async () => {};
    expect((await post("/things", "k")).status).toBe(201);
  });

  it("is forgotten after a day", async () => {
    await post("/things", "k");
    counter.world.advance(24 * 60 * 60 * 1000 + 1);
    expect(await (await post("/things", "k")).json()).toEqual({ number: 2 });
  });

  it("never meets that of another caller, path or query", async () => {
    const writer = { Authorization: "Bearer writer" };
    const reader = { Authorization: "Bearer reader" };
    const [one, other] = [{ "CF-Connecting-IP": "192.0.2.1" }, { "CF-Connecting-IP": "192.0.2.2" }];
    for (const headers of [writer, reader, one, other]) {
      expect(
        (await post("/things", "k", { name: "a" }, headers)).headers.get("Idempotency-Replayed"),
      ).toBeNull();
    }
    await post("/things?lang=en", "k", { name: "a" }, writer);
    expect(made).toBe(5);
  });

  it("that is empty, too long or not visible ASCII is refused by name", async () => {
    for (const key of ["", "a b", "k".repeat(256)]) {
      const problem = await problemOf(await post("/things", key));
      expect(problem).toEqual({ status: 400, id: "http-malformed", pointers: ["/header/idempotency-key"] });
    }
    expect(await rows()).toEqual([]);
  });
});

describe("an answer that holds a signed URL", () => {
  it("is signed afresh for the same thing", async () => {
    const first: { id: string; url: string } = await (await post("/urls", "k")).json();
    const again: { id: string; url: string } = await (await post("/urls", "k")).json();
    expect(again.id).toBe(first.id);
    expect(again.url).not.toBe(first.url);
    expect(made).toBe(1);
  });

  it("is not kept: the row has only the thing's name", async () => {
    await post("/urls", "k");
    const [row] = await rows();
    expect(row).toMatchObject({ state: "done", body: null, resource: "id-1" });
    expect(JSON.stringify(row)).not.toContain("signature");
  });
});

describe("a request without the key", () => {
  it("is handled each time, and nothing of it is kept", async () => {
    const headers = { "Content-Type": "application/json" };
    const init = { method: "POST", body: '{"name":"a"}', headers };
    await counter.fetch("/things", init);
    await counter.fetch("/things", init);
    expect(made).toBe(2);
    expect(await rows()).toEqual([]);
  });
});
