import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FaultOrder } from "../../../sandbox/fault-board.ts";
import { type SandboxServer, startSandbox } from "../../../sandbox/server.ts";
import { mail, mailSend } from "../../setup/sandbox-calls.ts";

const key = "sandbox_server";
let server: SandboxServer;
beforeEach(async () => {
  server = await startSandbox();
});
afterEach(() => server.close());

const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
const body = JSON.stringify(mail());
const send = (signal?: AbortSignal) =>
  fetch(`${server.url}/${mailSend}`, { method: "POST", headers, body, ...(signal && { signal }) });
const order = (fault: FaultOrder["fault"]) =>
  void server.sandbox.faults.set({ key, vendor: "sendgrid", fault });
const mails = () => server.sandbox.entries({ kind: "mail" }).length;

/** Every byte of the answer to one purge, and whether the connection was reset. */
function purgeOverSocket(): Promise<{ text: string; reset: boolean }> {
  const { port } = new URL(server.url);
  const purge = '{"tags":["a"]}';
  const lines = [
    "POST /api.cloudflare.com/client/v4/zones/z/purge_cache HTTP/1.1",
    ...["Host: localhost", `Authorization: Bearer ${key}`, "Connection: close"],
    ...[`Content-Length: ${purge.length}`, "", purge],
  ];
  return new Promise((resolve) => {
    let text = "";
    let reset = false;
    const socket = connect({ host: "127.0.0.1", port: Number(port) }, () => socket.write(lines.join("\r\n")));
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", () => {
      reset = true;
    });
    socket.on("close", () => resolve({ text, reset }));
  });
}

test("the vendors answer over HTTP as they do in memory", async () => {
  const response = await send();
  expect([response.status, await response.text()]).toEqual([202, ""]);
  expect(mails()).toBe(1);
});

test.each(["127.0.0.1", "[::1]", "localhost"])("%s leads to it", async (host) => {
  const address = server.url.replace("localhost", host);
  expect(await (await fetch(`${address}/_sandbox/health`)).json()).toEqual({ status: "ok" });
});

test("no other address of this machine leads to it", async () => {
  const others = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.filter(({ internal, family }) => !internal && family === "IPv4"),
  );
  for (const { address } of others)
    await expect(fetch(`${server.url.replace("localhost", address)}/_sandbox/health`)).rejects.toThrow();
});

test("a port that somebody else has is named", async () => {
  const port = Number(new URL(server.url).port);
  await expect(startSandbox({ port })).rejects.toThrow(`Port ${port} is in use`);
});

describe("on a real connection", () => {
  test("unreachable ends it before any byte", async () => {
    server.sandbox.faults.set({ key, vendor: "cloudflare", fault: "unreachable" });
    expect((await purgeOverSocket()).text).toBe("");
    order("unreachable");
    await expect(send()).rejects.toThrow(TypeError);
    expect(mails()).toBe(0);
  });

  test("reset sends the headers and half of the body, and no end", async () => {
    server.sandbox.faults.set({ key, vendor: "cloudflare", fault: "reset" });
    const { text } = await purgeOverSocket();
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(text).toContain('{"success":true');
    expect(text).not.toContain('"id":"z"');
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
  });

  test("reset of an empty body has its status, and then breaks", async () => {
    order("reset");
    const response = await send();
    expect([response.status, response.headers.has("X-Message-Id")]).toEqual([202, true]);
    await expect(response.text()).rejects.toThrow();
  });

  test("hang says nothing until the caller gives up, and then the next call is served", async () => {
    order("hang");
    await expect(send(AbortSignal.timeout(150))).rejects.toThrow(/timeout|abort/i);
    expect(mails()).toBe(0);
    server.sandbox.faults.clear(key);
    expect((await send()).status).toBe(202);
  });

  test("timeout-after-effect says nothing either, but the mail is there", async () => {
    order("timeout-after-effect");
    await expect(send(AbortSignal.timeout(150))).rejects.toThrow(/timeout|abort/i);
    expect(mails()).toBe(1);
  });
});

test("closing it ends what still hangs", async () => {
  order("hang");
  const hanging = send();
  await expect.poll(() => server.sandbox.entries({ kind: "fault" }).length).toBe(1);
  const closed = server.close();
  await expect(hanging).rejects.toThrow();
  await closed;
  server = await startSandbox();
});

test("Server-Sent Events arrive while the connection is open", async () => {
  const gone = new AbortController();
  const response = await fetch(`${server.url}/_sandbox/live`, { signal: gone.signal });
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  expect((await reader.read()).value).toMatch(/^event: list\n/);
  await send();
  expect((await reader.read()).value).toMatch(/^event: entry\ndata: .*"title":"후원 감사합니다"/);
  gone.abort();
});

describe("the inbox's page", () => {
  test("speaks Korean, and English by ?lang=en, and loads nothing from elsewhere", async () => {
    const korean = await fetch(`${server.url}/`);
    expect(await korean.text()).toMatch(/<html lang="ko">[\s\S]*샌드박스 수신함/);
    const english = await (await fetch(`${server.url}/?lang=en`)).text();
    expect(english).toMatch(/<html lang="en">[\s\S]*Sandbox inbox/);
    expect(english.match(/(?:src|href)="https?:[^"]*"/g)).toBeNull();
    expect(korean.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; script-src 'self';/);
  });

  test.each([
    ["/inbox.js", "text/javascript"],
    ["/inbox.css", "text/css"],
    ["/icon.svg", "image/svg+xml"],
  ])("loads %s", async (path, type) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toContain(type);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
  });
});
