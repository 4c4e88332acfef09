import { spawn } from "node:child_process";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";

const key = "tov_script_tests_only_0000000000000000000000";
const RUNS = { timeout: 60_000 };

let server: Server | undefined;
afterEach(() => server?.close());

type Seen = { method: string | undefined; url: string | undefined; key: string | undefined };

/** A house that answers one call after the other as it is told; its last answer over and over. */
async function serve(
  ...answers: ((response: ServerResponse) => void)[]
): Promise<{ origin: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, key: headers.authorization });
    (answers[Math.min(seen.length, answers.length) - 1] ?? (() => {}))(response);
  });
  await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const say = (resealed: number, remaining: number, nextCursor: string | null) => (response: ServerResponse) =>
  void response.end(JSON.stringify({ resealed, remaining, nextCursor }));
const refuse =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(JSON.stringify({ title: "A title", instance: "request-1" }));

async function run(options: string[], env: Record<string, string> = { ADMIN_API_KEY: key }) {
  const script = `${import.meta.dirname}/../../../scripts/reseal.ts`;
  const child = spawn(process.execPath, [script, ...options], {
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, out, err };
}

// Every run is a process of its own.
describe("npm run reseal", RUNS, () => {
  test("calls until nothing is left, and says how far it is", async () => {
    const { origin, seen } = await serve(say(20, 25, "a"), say(20, 5, "b"), say(5, 0, null));
    const { code, out, err } = await run(["--origin", origin]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe("20 sealed anew, 25 left\n40 sealed anew, 5 left\n45 sealed anew, 0 left\n");
    const path = "/api/admin/reseal";
    expect(seen.map(({ url }) => url)).toEqual([path, `${path}?cursor=a`, `${path}?cursor=b`]);
    expect(new Set(seen.map((one) => `${one.method} ${one.key}`))).toEqual(new Set([`POST Bearer ${key}`]));
  });

  test("walks again for what was sealed with an old key meanwhile", async () => {
    const { origin, seen } = await serve(say(3, 1, null), say(1, 0, null));
    expect(await run(["--origin", origin])).toMatchObject({
      code: 0,
      out: expect.stringContaining("4 sealed anew, 0 left"),
    });
    expect(seen).toHaveLength(2);
  });

  test("ends with 3 where what is left does not open", async () => {
    const { origin, seen } = await serve(say(3, 2, null), say(0, 2, null));
    const { code, err } = await run(["--origin", origin]);
    expect([code, seen.length]).toEqual([3, 2]);
    expect(err).toContain("2 values do not open");
  });

  test("waits as it is told, and repeats what was not answered", async () => {
    const { origin, seen } = await serve(
      refuse(429, { "Retry-After": "1" }),
      refuse(409),
      (response) => void response.destroy(),
      say(1, 0, null),
    );
    const started = Date.now();
    expect((await run(["--origin", origin])).code).toBe(0);
    expect(seen).toHaveLength(4);
    expect(Date.now() - started).toBeGreaterThan(1000);
  });

  test("ends with 1 where it is refused, with what the house says", async () => {
    const { origin, seen } = await serve(refuse(401));
    const { code, err } = await run(["--origin", origin]);
    expect([code, seen.length]).toEqual([1, 1]);
    expect(err).toContain("401: A title (request-1)");
    expect(err).not.toContain(key);
  });

  test.each([
    [["--nothing"], {}, "--nothing"],
    [["--origin", "house"], {}, "house is no origin"],
    [["--origin", "http://www.example.org"], { ADMIN_API_KEY: key }, "has to be https"],
    [["--origin", "https://www.example.org"], {}, "Set ADMIN_API_KEY"],
  ])("ends with 2 for %j", async (options, env, sentence) => {
    const { code, err } = await run(options, env);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  test("explains itself", async () => {
    expect(await run(["--help"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("--origin <origin>"),
    });
  });
});
