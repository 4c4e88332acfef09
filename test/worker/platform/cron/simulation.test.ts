import { beforeEach, expect, test, vi } from "vitest";
import { createCron } from "../../../../src/platform/cron/cron.ts";
import type { CronJob, Run } from "../../../../src/platform/cron/job.ts";
import { beginningOf, type Period } from "../../../../src/platform/cron/period.ts";
import { createJobStore } from "../../../../src/platform/cron/store.ts";
import type { Database } from "../../../../src/platform/database/port.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { intercept } from "../../../setup/faults.ts";
import { createRandom } from "../../../setup/outbox.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";

vi.setConfig({ testTimeout: 300_000 });

const MINUTE = 60_000;
const TICK = 5 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const days = 90;

const periods: Record<string, Period> = {
  "test.five-minutes": { every: "five-minutes" },
  "test.hour": { every: "hour" },
  "test.day": { every: "day", at: 3 },
  "test.week": { every: "week", on: 0, at: 3 },
  "test.month": { every: "month", on: 1, at: 3 },
};

/** Which triggers come at a tick: UTC, as in wrangler.toml. */
function triggersAt(tick: number): string[] {
  const date = new Date(tick);
  const hour = date.getUTCMinutes() === 0;
  return [
    "*/5 * * * *",
    ...(hour ? ["0 * * * *"] : []),
    ...(hour && date.getUTCHours() === 18 ? ["0 18 * * *"] : []),
  ];
}

eachDatabase((open, driver) => {
  let world: TestWorld;
  let database: Database;
  let runs: Map<string, Run[]>;
  let random: () => number;
  /** Runs that go on while the next triggers come. */
  let unfinished: { until: number; end: () => void }[];
  let longBegan = () => {};
  /** Questions that the database has not answered yet. */
  let asking = 0;
  /** Five simulated minutes are a moment: what is being written has to be written before they pass. */
  const allWritten = async () => {
    for (let quiet = 0; quiet < 3; quiet = asking === 0 ? quiet + 1 : 0)
      await new Promise((resolve) => setTimeout(resolve, 0));
  };

  const job = (name: string): CronJob => ({
    name,
    period: periods[name]!,
    run: async (run) => {
      runs.set(name, [...(runs.get(name) ?? []), run]);
      if (random() < longRuns) {
        const long = Promise.withResolvers<void>();
        unfinished.push({
          until: world.now() + (name.endsWith("five-minutes") ? 3 : 7) * MINUTE,
          end: long.resolve,
        });
        longBegan();
        await long.promise;
      }
      return {};
    },
  });

  beforeEach(() => {
    world = createTestWorld();
    asking = 0;
    database = intercept(async (perform) => {
      asking += 1;
      return perform().finally(() => {
        asking -= 1;
      });
    })(open(world));
    runs = new Map();
    random = createRandom(90);
    unfinished = [];
  });

  // Where ticks are an hour apart, a run that goes on to the next would have lost its lease.
  const longRuns = driver === "d1" ? 0.05 : 0;
  // MariaDB takes several times as long for the same answers: there the job of every five minutes is left to shorter tests.
  const names = Object.keys(periods).filter((name) => driver === "d1" || name !== "test.five-minutes");

  test(`${days} days of missed, doubled, late and overlapping triggers do each job once a period`, async () => {
    const cron = createCron({ jobs: names.map(job), store: createJobStore(database), world });
    const start = Date.parse("2026-11-25T03:00:00+09:00");
    world.advance(start - world.now());
    const outages = [
      [start + 10 * DAY, start + 10 * DAY + 2 * 60 * MINUTE],
      [start + 30 * DAY + 17 * 60 * MINUTE, start + 31 * DAY + 19 * 60 * MINUTE],
      [start + 60 * DAY, start + 64 * DAY],
    ] as const;
    const late: { trigger: string; tick: number; at: number }[] = [];
    const running: Promise<void>[] = [];
    const fewer = driver === "d1" ? TICK : 60 * MINUTE;

    for (let tick = start; tick < start + days * DAY; tick += fewer) {
      world.advance(tick - world.now());
      const over = unfinished.filter(({ until }) => until <= tick);
      for (const long of over) long.end();
      if (over.length > 0) await allWritten();
      unfinished = unfinished.filter(({ until }) => until > tick);
      const down = outages.some(([from, to]) => tick >= from && tick < to);
      const coming = down
        ? []
        : triggersAt(tick).flatMap((trigger) => {
            const luck = random();
            if (luck < 0.05) return [];
            if (luck < 0.1)
              return [
                { trigger, tick },
                { trigger, tick },
              ];
            if (luck > 0.95) late.push({ trigger, tick, at: tick + Math.ceil(random() * 40) * MINUTE });
            return luck > 0.95 ? [] : [{ trigger, tick }];
          });
      coming.push(...late.filter(({ at }) => at <= tick));
      late.splice(0, late.length, ...late.filter(({ at }) => at > tick));
      const settled = Promise.all(coming.map(({ trigger, tick }) => cron.trigger(trigger, tick))).then(
        () => {},
      );
      running.push(settled);
      const long = new Promise<void>((resolve) => {
        longBegan = resolve;
      });
      // A trigger that waits for a long run does not hold up the next ones.
      await Promise.race([settled, long.then(allWritten)]);
    }
    for (const long of unfinished) long.end();
    await Promise.all(running);

    for (const name of names) {
      const period = periods[name]!;
      const done = runs.get(name) ?? [];
      // Once a period, and what was missed belongs to exactly one later run.
      expect(new Set(done.map(({ period }) => period)).size, name).toBe(done.length);
      done.slice(1).forEach((run, i) => {
        expect(run.since, `${name} ${run.period}`).toBe(done[i]!.beginning);
        expect(run.fence).toBeGreaterThan(done[i]!.fence);
      });
      const last = beginningOf(period, start + days * DAY - fewer);
      expect(last - done.at(-1)!.beginning, name).toBeLessThanOrEqual(60 * MINUTE);
    }
    const of = (name: string) => runs.get(`test.${name}`)!.length;
    console.info(`${driver}: ${names.map((name) => `${name} ${runs.get(name)!.length}`).join(", ")}`);
    // Four days and a bit without any trigger are caught up with once.
    expect(of("day")).toBeGreaterThanOrEqual(days - 4);
    expect(of("day")).toBeLessThanOrEqual(days);
    expect([13, 14]).toContain(of("week"));
    expect([3, 4]).toContain(of("month"));
    expect(of("hour")).toBeGreaterThan(0.85 * (days - 6) * 24);
  });
});
