import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { type FaultKind, type FaultOrder, faultKinds } from "../../../sandbox/fault-board.ts";
import type { Sandbox } from "../../../sandbox/sandbox.ts";
import type { Problem } from "../../../src/kit/problem.ts";
import { type VendorCall, vendorFetch, vendorJson } from "../../../src/kit/vendor-fetch.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "../../../src/kit/vendor-problem.ts";
import { sandboxWorld } from "../../../src/platform/sandbox-world.ts";
import { mail, mailSend } from "../../setup/sandbox-calls.ts";
import { createTestWorld, sandboxOrigin, type TestWorld } from "../../setup/test-world.ts";

const key = "sandbox_faults";
const zone = "https://api.cloudflare.com/client/v4/zones/z/purge_cache";
let outside: TestWorld;
let sandbox: Sandbox;
beforeEach(() => {
  outside = createTestWorld();
  sandbox = outside.sandbox;
});

const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
const purging = { vendor: "cloudflare", method: "POST", headers, body: '{"tags":["a"]}' };
const sending = { vendor: "sendgrid", method: "POST", headers, body: JSON.stringify(mail()) };
const world = () => sandboxWorld(outside, sandboxOrigin);
const send = (call: Partial<VendorCall> = {}) =>
  vendorFetch(world(), `https://${mailSend}`, { ...sending, ...call });
const answer = z.object({ success: z.literal(true), result: z.object({ id: z.string() }) });
const purge = (call: Partial<VendorCall> = {}) => vendorJson(world(), zone, { ...purging, ...call }, answer);
const order = (fault: FaultKind, more: Partial<FaultOrder> = {}): void =>
  void sandbox.faults.set({ key, vendor: "cloudflare", fault, ...more });
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as Problem,
  );
const purges = () => sandbox.entries({ kind: "purge" }).length;

describe("through vendorFetch", () => {
  test("delay holds the answer back for so many milliseconds", async () => {
    order("delay", { ms: 60 });
    const started = Date.now();
    expect(await purge()).toMatchObject({ success: true });
    expect(Date.now() - started).toBeGreaterThanOrEqual(55);
  });

  test("delay beyond the deadline is no answer, and then nothing is done", async () => {
    order("delay", { ms: 60_000 });
    const problem = await caught(purge({ deadline: 40 }));
    expect(problem?.cause).toMatchObject({ reason: "no answer within 40 ms" });
    expect(purges()).toBe(0);
  });

  test("hang is no answer within the deadline", async () => {
    order("hang");
    const problem = await caught(purge({ deadline: 40 }));
    expect(vendorUnavailable.matches(problem)).toBe(true);
    expect(problem?.cause).toMatchObject({ reason: "no answer within 40 ms" });
    expect(purges()).toBe(0);
  });

  test("unreachable is a broken connection", async () => {
    order("unreachable");
    const problem = await caught(purge());
    expect(vendorUnavailable.matches(problem)).toBe(true);
    expect(problem?.cause).toMatchObject({ reason: "TypeError" });
  });

  test("refuse is the vendor's own 4xx", async () => {
    order("refuse");
    const errorCode = (body: string) => String(JSON.parse(body).errors[0].code);
    const problem = await caught(purge({ errorCode }));
    expect(vendorRefused.matches(problem)).toBe(true);
    expect(problem?.cause).toMatchObject({ status: 400, code: "1012" });
  });

  test("deny is the vendor's own 401", async () => {
    order("deny");
    const problem = await caught(purge());
    expect(vendorMisconfigured.matches(problem)).toBe(true);
    expect(problem?.cause).toMatchObject({ status: 401 });
  });

  test("too-many is 429 with the seconds to wait", async () => {
    order("too-many", { seconds: 90 });
    const problem = await caught(purge());
    expect(problem?.headers).toEqual({ "Retry-After": "90" });
    expect(problem?.cause).toMatchObject({ status: 429 });
  });

  test("broken is 5xx", async () => {
    order("broken");
    const problem = await caught(purge());
    expect(vendorUnavailable.matches(problem)).toBe(true);
    expect(problem?.cause).toMatchObject({ status: 500 });
  });

  test("malformed is 200 with a body that is not what it should be", async () => {
    order("malformed");
    const problem = await caught(purge());
    expect(vendorRefused.matches(problem)).toBe(true);
    expect(problem?.cause).toMatchObject({ reason: expect.stringContaining("unexpected body") });
    expect((await send()).headers.has("X-Message-Id")).toBe(true);
  });

  test("reset breaks off in the middle of the body, after the work was done", async () => {
    order("reset");
    const problem = await caught(purge());
    expect(vendorUnavailable.matches(problem)).toBe(true);
    expect(purges()).toBe(1);
  });

  test("reset of an empty body has the real headers all the same", async () => {
    order("reset", { vendor: "sendgrid" });
    const response = await send();
    expect([response.status, response.headers.has("X-Message-Id")]).toEqual([202, true]);
    await expect(response.text()).rejects.toThrow();
  });

  test("timeout-after-effect does the work, and the answer never comes", async () => {
    order("timeout-after-effect");
    const problem = await caught(purge({ deadline: 40 }));
    expect(problem?.cause).toMatchObject({ reason: "no answer within 40 ms" });
    expect(purges()).toBe(1);
  });
});

test("every fault that strikes stands in the journal", async () => {
  for (const fault of faultKinds) {
    order(fault, { calls: 1, ms: 0 });
    await caught(purge({ deadline: 30 }));
  }
  expect(sandbox.entries({ kind: "fault" }).map(({ title }) => title)).toEqual(faultKinds.toReversed());
});

describe("a fault", () => {
  test("strikes the next so many calls, and then no more", async () => {
    order("deny", { calls: 2 });
    expect([await caught(purge()), await caught(purge())].every(vendorMisconfigured.matches)).toBe(true);
    expect(await purge()).toMatchObject({ success: true });
    expect(sandbox.faults.list()).toEqual([]);
  });

  test("without a number strikes until it is switched off", async () => {
    order("deny");
    for (let call = 0; call < 5; call++)
      expect(vendorMisconfigured.matches(await caught(purge()))).toBe(true);
    sandbox.faults.clear(key, "cloudflare");
    expect(await purge()).toMatchObject({ success: true });
  });

  test("strikes its own vendor and its own key alone", async () => {
    order("deny");
    expect((await send()).status).toBe(202);
    const other = { ...headers, Authorization: "Bearer sandbox_other" };
    expect(await purge({ headers: other })).toMatchObject({ success: true });
    sandbox.faults.clear(key, "sendgrid");
    expect(vendorMisconfigured.matches(await caught(purge()))).toBe(true);
  });

  test("of every key strikes whoever has none of its own", async () => {
    order("deny", { key: "*" });
    order("refuse");
    expect(vendorRefused.matches(await caught(purge()))).toBe(true);
    const other = { ...headers, Authorization: "Bearer sandbox_other" };
    expect(vendorMisconfigured.matches(await caught(purge({ headers: other })))).toBe(true);
  });

  test.each([
    { key: "real", vendor: "cloudflare", fault: "deny" },
    { key, vendor: "nobody", fault: "deny" },
    { key, vendor: "cloudflare", fault: "explode" },
    { key, vendor: "cloudflare", fault: "deny", calls: 0 },
    { key, vendor: "cloudflare", fault: "delay", ms: -1 },
    { key, vendor: "cloudflare", fault: "deny", extra: true },
  ])("is refused as %j", (wrong) => {
    expect(() => sandbox.faults.set(wrong as FaultOrder)).toThrow(z.ZodError);
    expect(sandbox.faults.list()).toEqual([]);
  });
});

describe("hang ends", () => {
  const ask = (signal?: AbortSignal) => {
    order("hang");
    const address = zone.replace("https:/", sandboxOrigin);
    return sandbox.fetch(new Request(address, { ...purging, ...(signal && { signal }) }));
  };

  test("when the caller gives up, with the caller's own reason", async () => {
    const gone = new AbortController();
    const answer = ask(gone.signal);
    gone.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });

  test("after a minute, for callers who never do", async () => {
    vi.useFakeTimers();
    try {
      const answer = caught(ask());
      await vi.advanceTimersByTimeAsync(59_000);
      expect(await Promise.race([answer, "still waiting"])).toBe("still waiting");
      await vi.advanceTimersByTimeAsync(1000);
      expect(await answer).toBeInstanceOf(TypeError);
    } finally {
      vi.useRealTimers();
    }
  });
});
