import { expect, test } from "vitest";
import { retryBudgetOf } from "../../../src/kit/retry-budget.ts";
import { type VendorCall, vendorFetch } from "../../../src/kit/vendor-fetch.ts";
import type { World } from "../../../src/kit/world.ts";

type Outside = Pick<World, "fetch" | "now" | "random" | "log">;
const quiet = { info() {}, warn() {}, error() {} };

/** A world in which `fails` says of every attempt, by its number, whether the vendor is down. */
function worldWhere(fails: (attempt: number) => boolean) {
  let attempts = 0;
  const fetch = async () => new Response(null, { status: fails(++attempts) ? 503 : 204 });
  // No randomness is no jitter: repeats follow at once.
  const world: Outside = { fetch, now: Date.now, random: (length) => new Uint8Array(length), log: quiet };
  return { world, attempts: () => attempts };
}

const ask = (world: Outside, call: Partial<VendorCall> = {}) =>
  vendorFetch(world, "https://vendor.example", { vendor: "acme", ...call }).then(
    () => true,
    () => false,
  );

async function askInTurn(world: Outside, calls: number, call: Partial<VendorCall> = {}): Promise<number> {
  let lost = 0;
  for (let i = 0; i < calls; i++) if (!(await ask(world, call))) lost += 1;
  return lost;
}

/** Numbers from 0 to 1 that are the same in every run (a linear congruential generator with Knuth's constants). */
function dice(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return Number(state >> 32n) / 2 ** 32;
  };
}

const keyed = { method: "POST", headers: { "Idempotency-Key": "k" } };

test.each([["GET", {}] as const, ["POST with a key", keyed] as const])(
  "1,000 calls (%s) to a vendor that is down cost at most 1,200 attempts",
  async (_what, call) => {
    const down = worldWhere(() => true);
    expect(await askInTurn(down.world, 1000, call)).toBe(1000);
    expect(down.attempts()).toBeLessThanOrEqual(1200);
  },
);

test("and so do 1,000 that are made at once", async () => {
  const down = worldWhere(() => true);
  await Promise.all(Array.from({ length: 1000 }, () => ask(down.world)));
  expect(down.attempts()).toBeLessThanOrEqual(1200);
});

test.each([0.05, 0.2, 0.35, 0.5, 0.7, 0.9])(
  "a vendor that fails at a rate of %d is not asked a fifth more often either",
  async (rate) => {
    const next = dice(7);
    const shaky = worldWhere(() => next() < rate);
    await askInTurn(shaky.world, 1000);
    expect(shaky.attempts()).toBeLessThanOrEqual(1200);
  },
);

test("POSTs without a key are not repeated, whatever has been saved up", async () => {
  const down = worldWhere(() => true);
  await askInTurn(down.world, 100, { method: "POST" });
  expect(down.attempts()).toBe(100);
});

test.each([1, 2, 3, 4, 5])("single hiccups of one call in twenty lose no call (dice %i)", async (seed) => {
  const next = dice(seed);
  let failed = false;
  const shaky = worldWhere(() => {
    failed = !failed && next() < 0.05;
    return failed;
  });
  expect(await askInTurn(shaky.world, 2000)).toBe(0);
  expect(shaky.attempts()).toBeGreaterThan(2050);
});

test("a vendor that comes back is asked again after a hiccup", async () => {
  let down = true;
  let hiccup = false;
  const { world } = worldWhere(() => {
    const fails = down || hiccup;
    hiccup = false;
    return fails;
  });
  await askInTurn(world, 100);
  down = false;
  // A tenth of a repeat a call: ten good calls pay for one.
  expect(await askInTurn(world, 10)).toBe(0);
  hiccup = true;
  expect(await ask(world)).toBe(true);
});

test("one vendor's failures use up nothing of another's, nor of another world's", async () => {
  const down = worldWhere(() => true);
  await askInTurn(down.world, 100);
  expect(retryBudgetOf(down.world, "acme").spend()).toBe(false);
  expect(retryBudgetOf(down.world, "other").spend()).toBe(true);
  expect(retryBudgetOf(worldWhere(() => true).world, "acme").spend()).toBe(true);
});

test("an attempt that Retry-After puts past the deadline costs nothing", async () => {
  const { world } = worldWhere(() => false);
  const busy = {
    ...world,
    fetch: async () => new Response(null, { status: 503, headers: { "Retry-After": "60" } }),
  };
  await askInTurn(busy, 20);
  const budget = retryBudgetOf(busy, "acme");
  expect([1, 2, 3, 4, 5].map(() => budget.spend())).toEqual([true, true, true, true, true]);
});
