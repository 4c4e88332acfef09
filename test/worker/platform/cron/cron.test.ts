import { beforeEach, describe, expect, test } from "vitest";
import { vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import { createCron } from "../../../../src/platform/cron/cron.ts";
import type { CronJob, Run } from "../../../../src/platform/cron/job.ts";
import { readJobs } from "../../../../src/platform/cron/status.ts";
import { createJobStore, type JobStore } from "../../../../src/platform/cron/store.ts";
import { triggers } from "../../../../src/platform/cron/triggers.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const [often, hourly, daily] = triggers;
const threeInTheMorning = Date.parse("2026-11-25T03:00:00+09:00");

eachDatabase((open) => {
  let world: TestWorld;
  let store: JobStore;
  let runs: Run[];
  let work: () => Promise<object>;

  const backup: CronJob = {
    name: "test.backup",
    period: { every: "day", at: 3 },
    run: async (run) => {
      runs.push(run);
      return work();
    },
  };
  const trigger = (name: string, jobs: CronJob[] = [backup]) =>
    createCron({ jobs, store, world }).trigger(name, world.now());
  const status = async () => (await readJobs([backup], store, world.now()))[0];
  const at = (instant: number) => world.advance(instant - world.now());

  beforeEach(() => {
    world = createTestWorld();
    store = createJobStore(open(world));
    runs = [];
    work = async () => ({ rows: 3 });
    at(threeInTheMorning);
  });

  test("three triggers at once, each of them twice, do a job once", async () => {
    await Promise.all([...triggers, ...triggers].map((name) => trigger(name)));
    expect(runs).toMatchObject([
      { period: "2026-11-25", beginning: threeInTheMorning, since: null, fence: 1 },
    ]);
    await trigger(daily);
    expect(runs).toHaveLength(1);
  });

  test("daily work is left to the daily trigger, and seen to by another when that one does not come", async () => {
    await trigger(hourly);
    at(threeInTheMorning + 9 * MINUTE);
    await trigger(often);
    expect(runs).toEqual([]);
    at(threeInTheMorning + 10 * MINUTE);
    await trigger(often);
    expect(runs).toHaveLength(1);
    await trigger(daily);
    expect(runs).toHaveLength(1);
  });

  test("a trigger whose clock is behind ours does the work of its own time", async () => {
    at(threeInTheMorning - 50);
    await createCron({ jobs: [backup], store, world }).trigger(daily, threeInTheMorning);
    expect(runs).toMatchObject([{ period: "2026-11-25" }]);
  });

  test("days without any trigger are caught up with by one run, which is told since when", async () => {
    await trigger(daily);
    at(threeInTheMorning + 4 * 24 * HOUR + 5 * HOUR);
    await trigger(often);
    await trigger(hourly);
    expect(runs.slice(1)).toMatchObject([{ period: "2026-11-29", since: threeInTheMorning }]);
  });

  describe("a job that fails", () => {
    test("is tried again after a pause that grows, until it succeeds; health says what it failed with", async () => {
      work = () => Promise.reject(vendorUnavailable({ cause: "personal data" }));
      await trigger(daily);
      expect(await status()).toMatchObject({ status: "failing", result: "vendor-unavailable", period: null });
      const tries: number[] = [];
      for (let minute = 5; minute <= 260; minute += 5) {
        at(threeInTheMorning + minute * MINUTE);
        if (minute === 200) work = async () => ({ rows: 4 });
        const before = runs.length;
        await trigger(often);
        if (runs.length > before) tries.push(minute);
      }
      const pauses = tries.slice(1).map((minute, i) => minute - tries[i]!);
      expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
      expect(tries[0]).toBe(10);
      expect(pauses.length).toBeGreaterThanOrEqual(3);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(70);
      at(threeInTheMorning + 6 * HOUR);
      await trigger(often);
      expect(await status()).toMatchObject({ status: "ok", period: "2026-11-25", result: { rows: 4 } });
    });

    test("every five minutes is tried again at every trigger, and taken over after one", async () => {
      const often5: CronJob = { ...backup, name: "test.often", period: { every: "five-minutes" } };
      work = () => Promise.reject(new Error("no"));
      for (let minute = 0; minute < 60; minute += 5) {
        at(threeInTheMorning + minute * MINUTE);
        await trigger(often, [often5]);
      }
      expect(runs).toHaveLength(12);
      work = () => new Promise(() => {});
      at(threeInTheMorning + 60 * MINUTE);
      void trigger(often, [often5]);
      await expect.poll(() => runs.length).toBe(13);
      at(threeInTheMorning + 66 * MINUTE);
      work = async () => ({});
      await trigger(often, [often5]);
      expect(runs).toHaveLength(14);
    });

    test("keeps no other from its work, and neither does one that hangs", async () => {
      const others: string[] = [];
      const job = (name: string, run: () => Promise<object>): CronJob => ({ ...backup, name, run });
      const never = trigger(daily, [
        job("test.throws", () => Promise.reject(new Error("no"))),
        job("test.hangs", () => new Promise(() => {})),
        job("test.works", async () => ({ others: others.push("works") })),
      ]);
      await expect.poll(() => others).toEqual(["works"]);
      void never;
    });
  });

  describe("a run that is given up for dead", () => {
    test("is taken over after a quarter of an hour, and its word counts no more", async () => {
      const stuck = Promise.withResolvers<object>();
      work = () => stuck.promise;
      const first = trigger(daily);
      await expect.poll(() => runs.length).toBe(1);
      at(threeInTheMorning + 14 * MINUTE);
      await trigger(often);
      expect(runs).toHaveLength(1);
      at(threeInTheMorning + 16 * MINUTE);
      work = async () => ({ by: "second" });
      await trigger(often);
      expect(runs.map(({ fence }) => fence)).toEqual([1, 2]);
      stuck.resolve({ by: "first" });
      await first;
      expect(await status()).toMatchObject({ status: "ok", result: { by: "second" } });
      expect(world.logged.map(({ event }) => event)).toContain("cron.lease-lost");
    });

    test("and comes to an end just before it is taken over has done the period's work", async () => {
      const stuck = Promise.withResolvers<object>();
      work = () => stuck.promise;
      const first = trigger(daily);
      await expect.poll(() => runs.length).toBe(1);
      at(threeInTheMorning + 20 * MINUTE);
      const rows = await store.all();
      stuck.resolve({});
      await first;
      expect(await store.take(backup.name, rows[0]!, world.now(), world.now() + HOUR)).toBe(false);
      await trigger(often);
      expect(runs).toHaveLength(1);
    });
  });

  describe("health", () => {
    test("calls a job failing whose every run dies without a word, also before it has ever been done", async () => {
      await store.introduce(backup.name);
      for (let fence = 0; fence < 2; fence++) {
        expect(await status()).toMatchObject({ status: "waiting" });
        const [row] = await store.all();
        await store.take(backup.name, row!, world.now(), world.now() + 15 * MINUTE);
        world.advance(15 * MINUTE);
      }
      expect(await status()).toMatchObject({ status: "failing" });
    });

    test("calls a job waiting before its first turn, ok after it, and late when a period passes without it", async () => {
      expect(await status()).toMatchObject({ status: "waiting", period: null, finishedAt: null });
      work = async () => {
        world.advance(2000);
        return { rows: 3 };
      };
      await trigger(daily);
      const finishedAt = expect.any(Number);
      const found = await status();
      expect(found).toMatchObject({ status: "ok", period: "2026-11-25", finishedAt, result: { rows: 3 } });
      expect(found?.durationMs).toBeGreaterThanOrEqual(2000);
      at(threeInTheMorning + 24 * HOUR + 29 * MINUTE);
      expect(await status()).toMatchObject({ status: "ok" });
      at(threeInTheMorning + 24 * HOUR + 30 * MINUTE);
      expect(await status()).toMatchObject({ status: "late" });
    });
  });
});
