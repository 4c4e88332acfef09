import { env } from "cloudflare:workers";
import { expect, it, test } from "vitest";
import { atStartUp, underLimits } from "../../setup/workers-limits/under-limits.ts";

const free = { plan: "free" } as const;
const nowhere = "http://nowhere.example";
const bucket = env.FILES_BUCKET;

const disallowed = /Disallowed operation called within global scope/;
const operations: [string, () => unknown][] = [
  ["setTimeout", () => setTimeout(() => {}, 1)],
  ["setInterval", () => setInterval(() => {}, 1)],
  ["scheduler.wait", () => scheduler.wait(1)],
  ["fetch", () => fetch(nowhere)],
  ["R2", () => bucket.head("seen")],
  ["D1", () => env.DB.prepare("SELECT 1").first()],
  ["random bytes", () => crypto.getRandomValues(new Uint8Array(1))],
  ["a random id", () => crypto.randomUUID()],
];

test.each(operations)("%s at start-up is refused", async (_what, operate) => {
  await expect(atStartUp(async () => operate())).rejects.toThrow(disallowed);
});

test.each(operations)("%s after its event's end is refused", async (_what, operate) => {
  const ended = Promise.withResolvers<void>();
  let late: Promise<unknown> = Promise.resolve();
  await underLimits(free, async () => {
    late = ended.promise.then(operate);
  });
  ended.resolve();
  await expect(late).rejects.toThrow(disallowed);
});

test.each(["setTimeout", "setInterval"] as const)("%s may not outlive its event", async (set) => {
  let timer: unknown;
  const leaving = async () => {
    timer = globalThis[set](() => {}, 1000);
  };
  await expect(underLimits(free, leaving)).rejects.toThrow("A timer is still set");
  clearTimeout(timer as number);
});

it("timers that fired or were cleared are no failure", async () => {
  await underLimits(free, async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    clearTimeout(setTimeout(() => {}, 1000));
    clearInterval(setInterval(() => {}, 1000));
  });
});

it("the house loads without any of them", async () => {
  expect(await atStartUp(() => import("../../../src/index.ts"))).toHaveProperty("default.fetch");
}, 60_000);
