import { beforeEach, describe, expect, test, vi } from "vitest";
import { vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import type { Database } from "../../../../src/platform/database/port.ts";
import { on } from "../../../../src/platform/outbox/handler.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { createRandom, createUnreliableQueue, openOutbox, parcel } from "../../../setup/outbox.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";

vi.setConfig({ testTimeout: 120_000 });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const sent = 1000;

eachDatabase((open) => {
  let world: TestWorld;
  let database: Database;
  const queue = createUnreliableQueue(createRandom(1), { lost: 0, doubled: 0 });
  let vendor: { downUntil: number; retryAfter: number; calls: number[] };

  const call = async () => {
    vendor.calls.push(world.now());
    if (world.now() >= vendor.downUntil) return;
    const headers: Record<string, string> = vendor.retryAfter
      ? { "Retry-After": String(vendor.retryAfter) }
      : {};
    throw vendorUnavailable({ headers });
  };

  beforeEach(() => {
    world = createTestWorld();
    database = open(world);
    vendor = { downUntil: 0, retryAfter: 0, calls: [] };
  });

  async function send(count: number): Promise<void> {
    const { outbox } = openOutbox(database, world, [], queue.doorbell);
    for (let number = 0; number < count; number += 50) {
      const lot = Array.from({ length: Math.min(50, count - number) }, (_, i) =>
        parcel.message({ number: number + i }),
      );
      await outbox.commit([], lot);
    }
    await world.settle();
  }

  /** The queue and the cron of so many hours, or until nothing waits. */
  async function work(hours: number): Promise<void> {
    const { consumer, sweep, outbox } = openOutbox(database, world, [on(parcel, call)], queue.doorbell);
    for (let minute = 0; minute < hours * 60; minute++) {
      if (minute % 5 === 0) await sweep.wakeStuck();
      for (let ids = queue.take(world.now(), 5); ids.length > 0; ids = queue.take(world.now(), 5))
        await Promise.all(ids.map((id) => consumer.run(id)));
      if (minute % 5 === 0 && (await outbox.count()).waiting === 0) return;
      world.advance(MINUTE);
    }
  }

  describe("a vendor that is down for six hours", () => {
    test("costs at most 20 % more calls than messages, and all of them arrive afterwards", async () => {
      vendor.downUntil = world.now() + 6 * HOUR;
      await send(sent);
      await work(10);
      const { outbox } = openOutbox(database, world, []);
      expect(await outbox.count()).toEqual({ waiting: 0, dead: 0 });
      const wasted = vendor.calls.filter((at) => at < vendor.downUntil).length;
      expect(vendor.calls.length - wasted).toBe(sent);
      expect(wasted).toBeGreaterThan(10);
      expect(wasted).toBeLessThanOrEqual(0.2 * sent);
      console.info(`${wasted} calls in vain during six hours, for ${sent} messages`);
    });
  });

  describe("a vendor that says when to come back", () => {
    test("is called by nobody before then", async () => {
      vendor.downUntil = world.now() + HOUR;
      vendor.retryAfter = 3600;
      await send(20);
      await work(0.5);
      const first = vendor.calls[0]!;
      expect(vendor.calls.length).toBeLessThanOrEqual(5);
      await work(3);
      const later = vendor.calls.filter((at) => at > first + 1000);
      expect(Math.min(...later)).toBeGreaterThanOrEqual(first + HOUR);
      expect(await openOutbox(database, world, []).outbox.count()).toEqual({ waiting: 0, dead: 0 });
    });
  });
});
