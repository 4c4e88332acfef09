import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { underLimits } from "../../setup/workers-limits/under-limits.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      TEST_QUEUE: Queue;
    }
  }
}

const free = { plan: "free" } as const;
const nowhere = "http://nowhere.example";
const bucket = env.FILES_BUCKET;
const times = <T>(count: number, call: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => call(i)));

beforeAll(() => bucket.put("seen", "bytes"));

const calls = {
  fetch: async () => void (await fetch(nowhere)).body?.cancel(),
  "first of D1": () => env.DB.prepare("SELECT 1").first(),
  "all of D1": () => env.DB.prepare("SELECT ?").bind(1).all(),
  "run of D1": () => env.DB.prepare("SELECT 1").run(),
  "a batch of D1": () => env.DB.batch([env.DB.prepare("SELECT 1"), env.DB.prepare("SELECT 2")]),
  "head of R2": () => bucket.head("seen"),
  "get of R2": async () => (await bucket.get("seen"))?.text(),
  "list of R2": () => bucket.list(),
  "put of R2": () => bucket.put("put", "x"),
  "delete of R2": () => bucket.delete("gone"),
  "the cache": () => caches.default.match(`${nowhere}/none`),
  "a queue": () => env.TEST_QUEUE.send(1),
};

it.each(Object.entries(calls))("%s: fifty in an event of the free plan", async (_name, call) => {
  await underLimits(free, async (event) => {
    await call();
    expect(event.subrequests).toBe(1);
    event.subrequests = 49;
    await call();
  });
  const over = underLimits(free, async (event) => {
    event.subrequests = 50;
    await call();
  });
  await expect(over).rejects.toThrow("Too many subrequests.");
});

it("a thousand on the paid plan, and every event has its own", async () => {
  const ask = () => env.DB.prepare("SELECT 1").first();
  const spend = (before: number) =>
    underLimits({ plan: "paid" }, (event) => {
      event.subrequests = before;
      return ask();
    });
  await spend(999);
  await expect(spend(1000)).rejects.toThrow("Too many subrequests.");
  await Promise.all([underLimits(free, () => times(50, ask)), underLimits(free, () => times(50, ask))]);
});

it("one too many fails the event even when its error is caught", async () => {
  const caught = underLimits(free, () => times(51, () => bucket.head("seen").catch(() => null)));
  await expect(caught).rejects.toThrow("Too many subrequests.");
});

it("the test itself has no limits", async () => {
  expect(await times(60, () => bucket.head("seen"))).toHaveLength(60);
});
