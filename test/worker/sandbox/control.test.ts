import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";

const key = "sandbox_control";
let sandbox: Sandbox;
let calls: ReturnType<typeof callsTo>;
beforeEach(() => {
  sandbox = createSandbox();
  calls = callsTo(sandbox, key);
});
const deny = { key, vendor: "sendgrid", fault: "deny" };

describe("/_sandbox/faults", () => {
  test("switches on, lists and switches off", async () => {
    const made = await calls.post("_sandbox/faults", { ...deny, calls: 3 });
    expect([made.status, await made.json()]).toMatchObject([200, { ...deny, calls: 3 }]);
    expect((await calls.post(mailSend, mail())).status).toBe(401);
    expect(await (await calls.get("_sandbox/faults")).json()).toMatchObject({
      faults: [{ ...deny, calls: 2 }],
    });
    expect((await calls.del(`_sandbox/faults?key=${key}&vendor=sendgrid`)).status).toBe(204);
    expect((await calls.post(mailSend, mail())).status).toBe(202);
  });

  test.each([
    ["another fault", { ...deny, fault: "explode" }, "fault"],
    ["a real key", { ...deny, key: "SG.abc" }, "key"],
    ["no vendor", { ...deny, vendor: undefined }, "vendor"],
    ["half a call", { ...deny, calls: 0.5 }, "calls"],
    ["a word too many", { ...deny, mood: "bad" }, ""],
    ["no JSON", "{", ""],
  ])("refuses %s with 400 and the reason", async (_, body, field) => {
    const response = await calls.post("_sandbox/faults", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: expect.stringMatching(/.+/), errors: [{ field }] });
  });

  test("does not switch off for nobody", async () => {
    expect((await calls.del("_sandbox/faults")).status).toBe(400);
  });
});

describe("/_sandbox/entries", () => {
  beforeEach(async () => {
    const content = [
      { type: "text/html", value: "<html lang=ko><body><a href=https://a.kr>링크</a></body></html>" },
    ];
    await calls.post(mailSend, mail({ content }));
  });
  const newest = () => sandbox.entries()[0]?.id;

  test("lists what happened, one by one or by vendor, kind and key", async () => {
    expect(await (await calls.get(`_sandbox/entries?key=${key}&vendor=sendgrid&kind=mail`)).json()).toEqual({
      entries: sandbox.entries(),
    });
    expect(await (await calls.get("_sandbox/entries?vendor=cloudflare")).json()).toEqual({ entries: [] });
    expect(await (await calls.get(`_sandbox/entries/${newest()}`)).json()).toEqual(sandbox.entries()[0]);
    expect((await calls.get("_sandbox/entries?kind=secret")).status).toBe(400);
  });

  test("shows a mail as it looks, and lets it do nothing", async () => {
    const response = await calls.get(`_sandbox/entries/${newest()}/html`);
    expect(await response.text()).toContain("링크");
    const policy = response.headers.get("Content-Security-Policy");
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).toMatch(/sandbox allow-popups/);
    expect(policy).not.toMatch(/allow-scripts|script-src/);
  });

  test("forgets on request", async () => {
    expect((await calls.del(`_sandbox/entries?key=${key}`)).status).toBe(204);
    expect(sandbox.entries()).toEqual([]);
    expect((await calls.get("_sandbox/entries/nothing")).status).toBe(404);
  });
});

test("/_sandbox/webhooks hands out what waits, in the disorder that is asked for", async () => {
  const url = "http://localhost/x";
  const wanted = { url, enabled: true, processed: true, delivered: true };
  await calls.post("api.sendgrid.com/v3/user/webhooks/event/settings", wanted);
  await calls.post(mailSend, mail());
  const titles = async (response: Response) => {
    const { webhooks } = (await response.json()) as { webhooks: { id: string; body: string }[] };
    return webhooks.map(({ body }) => JSON.parse(body)[0].event);
  };
  const taken = await calls.get(`_sandbox/webhooks?key=${key}&reversed=true`);
  expect(await titles(taken)).toEqual(["delivered", "processed"]);
  const { id } = sandbox.entries({ kind: "webhook" })[0] ?? {};
  expect((await calls.post(`_sandbox/webhooks/${id}/again`)).status).toBe(202);
  await calls.put("_sandbox/webhooks/disorder", { key, twice: true });
  expect(await titles(await calls.get(`_sandbox/webhooks?key=${key}`))).toEqual(["delivered", "delivered"]);
  expect((await calls.get("_sandbox/webhooks")).status).toBe(400);
  expect((await calls.post("_sandbox/webhooks/nothing/again")).status).toBe(404);
});

describe("a stranger", () => {
  test("of another origin is kept out", async () => {
    const response = await calls.post("_sandbox/faults", deny, { Origin: "https://evil.example" });
    expect(response.status).toBe(403);
    expect(sandbox.faults.list()).toEqual([]);
    expect((await calls.post("_sandbox/faults", deny, { Origin: "http://localhost:8788" })).status).toBe(200);
  });

  test("whose name leads to this machine is kept out", async () => {
    const response = await sandbox.fetch(new Request("http://evil.example:8788/_sandbox/entries"));
    expect(response.status).toBe(403);
  });
});

test("/_sandbox/live tells everything there is, and then what happens", async () => {
  await calls.post(mailSend, mail({ subject: "before" }));
  const gone = new AbortController();
  const response = await sandbox.fetch(
    new Request("http://localhost:8788/_sandbox/live", { signal: gone.signal }),
  );
  expect(response.headers.get("Content-Type")).toBe("text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const next = async () => new TextDecoder().decode((await reader.read()).value);
  expect(await next()).toMatch(/^event: list\ndata: \{"entries":\[\{.*"title":"before"/);
  await calls.post(mailSend, mail({ subject: "after" }));
  const entry = await next();
  expect(entry).toMatch(/^event: entry\ndata: \{.*"title":"after".*\}\n\n$/);
  expect(entry).not.toContain("고맙습니다.");
  sandbox.faults.set({ key, vendor: "sendgrid", fault: "deny" });
  expect(await next()).toMatch(/^event: faults\ndata: \[\{.*"fault":"deny"/);
  sandbox.clear();
  expect(await next()).toMatch(/^event: list\ndata: \{"entries":\[\],"faults":\[\{/);
  await reader.cancel();
});
