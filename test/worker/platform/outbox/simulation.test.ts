import { expect, test, vi } from "vitest";
import { vendorRefused, vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import type { Database } from "../../../../src/platform/database/port.ts";
import { type Attempt, on } from "../../../../src/platform/outbox/handler.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { crashAfter } from "../../../setup/faults.ts";
import { createRandom, createUnreliableQueue, openOutbox, parcel } from "../../../setup/outbox.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";

vi.setConfig({ testTimeout: 240_000 });

const MINUTE = 60_000;
const sent = 1000;
const refused = new Set([13, 500, 998]);

/** A vendor that fails three times in ten, before or after it has done what it was asked for. */
function createReceiver(random: () => number) {
  const received = new Map<number, string[]>();
  let failures = 0;
  const fail = () => {
    failures += 1;
    throw vendorUnavailable();
  };
  async function receive({ number }: { number: number }, { id }: Attempt): Promise<void> {
    if (refused.has(number)) throw vendorRefused();
    const luck = random();
    if (luck < 0.15) fail();
    received.set(number, [...(received.get(number) ?? []), id]);
    if (luck > 0.85) fail();
  }
  return { received, receive, failures: () => failures };
}

/** Sends in lots, so that some of it is still to be sent when the first crash comes. */
async function sendAll(
  database: Database,
  world: TestWorld,
  ring: Parameters<typeof openOutbox>[3],
): Promise<void> {
  const { outbox } = openOutbox(database, world, [], ring);
  for (let number = 0; number < sent; number += 20) {
    const lot = Array.from({ length: 20 }, (_, i) => parcel.message({ number: number + i }));
    await outbox.commit([], lot);
  }
  await world.settle();
}

eachDatabase((open) => {
  test("1,000 messages through failures, crashes, lost, doubled and unordered rings are delivered, or dead and listed", async () => {
    const world = createTestWorld();
    const random = createRandom(20261125);
    const database = open(world);
    const queue = createUnreliableQueue(random, { lost: 0.1, doubled: 0.1 });
    const receiver = createReceiver(random);
    const handlers = [on(parcel, receiver.receive)];
    await sendAll(database, world, queue.doorbell);

    const crashes = [700, 900, 1100];
    let mortal = crashAfter(crashes.shift()!)(database);
    let restarts = 0;
    for (let minute = 0; minute < 40 * 60; minute++) {
      const { consumer, sweep } = openOutbox(mortal, world, handlers, queue.doorbell);
      if (minute % 5 === 0) await sweep.wakeStuck().catch(() => {});
      for (let ids = queue.take(world.now(), 5); ids.length > 0; ids = queue.take(world.now(), 5)) {
        const outcomes = await Promise.allSettled(ids.map((id) => consumer.run(id)));
        if (!outcomes.some(({ status }) => status === "rejected")) continue;
        // The process is dead; another takes its place, and what it held is not heard of until the sweep.
        restarts += 1;
        mortal = crashes.length > 0 ? crashAfter(crashes.shift()!)(database) : database;
        break;
      }
      const { waiting } = await openOutbox(database, world, []).outbox.count();
      if (waiting === 0) break;
      world.advance(MINUTE);
    }

    expect(restarts).toBe(3);
    expect(receiver.failures()).toBeGreaterThan(300);
    const { outbox } = openOutbox(database, world, []);
    expect(await outbox.count()).toEqual({ waiting: 0, dead: refused.size });
    const dead = await outbox.list("dead", 100, null);
    expect(new Set(dead.map(({ payload }) => JSON.parse(payload).number))).toEqual(refused);
    expect(dead.map(({ last_error }) => last_error)).toEqual([
      "vendor-refused",
      "vendor-refused",
      "vendor-refused",
    ]);
    expect(receiver.received.size).toBe(sent - refused.size);
    const repeated = [...receiver.received.values()].filter((keys) => keys.length > 1);
    expect(repeated.length).toBeGreaterThan(100);
    for (const keys of repeated) expect(new Set(keys).size).toBe(1);
    expect(new Set([...receiver.received.values()].flat()).size).toBe(sent - refused.size);
  });
});
