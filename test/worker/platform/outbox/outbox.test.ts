import { beforeEach, describe, expect, test } from "vitest";
import { vendorRefused, vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import { type Database, exactlyOne } from "../../../../src/platform/database/port.ts";
import type { Ring } from "../../../../src/platform/outbox/doorbell.ts";
import { type Attempt, on } from "../../../../src/platform/outbox/handler.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { openOutbox, parcel } from "../../../setup/outbox.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

eachDatabase((open) => {
  let world: TestWorld;
  let database: Database;
  let rung: Ring[];
  let done: { number: number; attempt: Attempt }[];
  let work: (number: number) => Promise<void>;

  const doorbell = { ring: async (rings: readonly Ring[]) => void rung.push(...rings) };
  const handler = on(parcel, async ({ number }, attempt) => {
    await work(number);
    done.push({ number, attempt });
  });
  const house = () => openOutbox(database, world, [handler], doorbell);

  beforeEach(() => {
    world = createTestWorld();
    database = open(world);
    rung = [];
    done = [];
    work = async () => {};
  });

  /** Commits one message and answers its id. */
  async function commit(number: number, options = {}): Promise<string> {
    await house().outbox.commit([], [parcel.message({ number }, options)]);
    await world.settle();
    return rung.at(-1)!.id;
  }

  const find = (id: string) => house().messages.find(id);

  describe("commit", () => {
    test("records the message with its cause, and rings", async () => {
      const id = await commit(1);
      expect(await house().consumer.run(id)).toBe("done");
      expect(done).toEqual([{ number: 1, attempt: { id, number: 1 } }]);
      expect(await find(id)).toMatchObject({ state: "done", attempts: 1, last_error: null });
    });

    test("records nothing when a step of its cause fails", async () => {
      const nobody = database.query
        .updateTable("outbox_topics")
        .set({ failures: 1 })
        .where("topic", "=", "none");
      const both = house().outbox.commit([exactlyOne(nobody)], [parcel.message({ number: 1 })]);
      await expect(both).rejects.toMatchObject({ kind: { id: "database-guard-failed" } });
      expect(await house().outbox.count()).toEqual({ waiting: 0, dead: 0 });
      expect(rung).toEqual([]);
    });

    test("records a second message with the same key of the topic once, whatever its payload", async () => {
      const first = await commit(1, { dedupeKey: "receipt 2026" });
      const second = await commit(2, { dedupeKey: "receipt 2026" });
      expect(await house().consumer.run(first)).toBe("done");
      expect(await house().consumer.run(second)).toBe("idle");
      await commit(3, { dedupeKey: "receipt 2026" });
      expect(await house().outbox.count()).toEqual({ waiting: 0, dead: 0 });
      expect(done.map(({ number }) => number)).toEqual([1]);
    });

    test("refuses a payload that is not the topic's, before anything is recorded", () => {
      expect(() => parcel.message({ number: 1.5 })).toThrow();
    });

    test.each([
      ["payload", { payload: "가".repeat(22_000) }],
      ["key", { payload: "", dedupeKey: "k".repeat(256) }],
    ])("refuses a %s that is too long for a row, and never cuts it", async (_, long) => {
      const both = house().outbox.commit([], [{ topic: "test.long", ...long }]);
      await expect(both).rejects.toThrow(RangeError);
      expect(await house().outbox.count()).toEqual({ waiting: 0, dead: 0 });
    });

    test("stands although the bell does not ring, and the sweep rings again", async () => {
      const deaf = { ring: () => Promise.reject(new Error("no queue")) };
      await openOutbox(database, world, [], deaf).outbox.commit([], [parcel.message({ number: 1 })]);
      await world.settle();
      expect(world.logged.map(({ event }) => event)).toContain("outbox.bell-silent");
      expect(await house().sweep.wakeStuck()).toEqual({ stuck: 0, byHand: 0 });
      world.advance(MINUTE + 1);
      expect(await house().sweep.wakeStuck()).toEqual({ stuck: 1, byHand: 0 });
      expect(await house().consumer.run(rung[0]!.id)).toBe("done");
    });

    test("is worked off by the sweep itself where the queue is dead", async () => {
      const deaf = { ring: () => Promise.reject(new Error("no queue")) };
      const house = openOutbox(database, world, [handler], deaf);
      await house.outbox.commit(
        [],
        [1, 2, 3, 4, 5, 6].map((number) => parcel.message({ number })),
      );
      await world.settle();
      world.advance(MINUTE + 1);
      expect(await house.sweep.wakeStuck()).toEqual({ stuck: 6, byHand: 4 });
      expect(await house.sweep.wakeStuck()).toEqual({ stuck: 2, byHand: 2 });
      expect(done).toHaveLength(6);
    });
  });

  describe("a message", () => {
    test("is not done before its time", async () => {
      const id = await commit(1, { notBefore: world.now() + HOUR });
      expect(rung).toEqual([{ id, at: expect.any(Number) }]);
      expect(await house().consumer.run(id)).toBe("idle");
      world.advance(HOUR);
      expect(await house().consumer.run(id)).toBe("done");
    });

    test("whose ring is answered by a clock that is behind is rung for again, and not left to the sweep", async () => {
      const id = await commit(1);
      rung = [];
      const behind = { ...world, now: () => world.now() - 200 };
      expect(await openOutbox(database, behind, [handler], doorbell).consumer.run(id)).toBe("idle");
      expect(rung).toEqual([{ id, at: (await find(id))!.not_before }]);
      expect(await house().consumer.run(id)).toBe("done");
    });

    test("that is rung for twice at once is done once", async () => {
      const id = await commit(1);
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => house().consumer.run(id)));
      expect(outcomes.toSorted()).toEqual(["done", "idle", "idle", "idle", "idle"]);
      expect(done).toHaveLength(1);
    });

    test("whose holder died is taken over when the lease is over, and the dead one's word counts no more", async () => {
      const id = await commit(1);
      const stuck = Promise.withResolvers<void>();
      work = () => stuck.promise;
      const first = house().consumer.run(id);
      await expect.poll(async () => (await find(id))?.state).toBe("running");
      expect(await house().consumer.run(id)).toBe("idle");
      world.advance(90_000);
      work = async () => {};
      expect(await house().consumer.run(id)).toBe("done");
      stuck.resolve();
      expect(await first).toBe("idle");
      expect(await find(id)).toMatchObject({ state: "done", attempts: 2 });
      expect(done.map(({ attempt }) => attempt.id)).toEqual([id, id]);
    });

    test("that fails waits longer and longer, is tried for at least 24 hours, and then is dead", async () => {
      const id = await commit(1);
      work = () => Promise.reject(new RangeError("personal data"));
      const begun = world.now();
      const tries: number[] = [];
      for (let row = await find(id); row?.state !== "dead"; row = await find(id)) {
        tries.push(world.now() - begun);
        await house().consumer.run(id);
        world.advance(Math.max(0, (await find(id))!.not_before - world.now()));
      }
      expect(tries.at(-1)).toBeGreaterThanOrEqual(24 * HOUR);
      expect(tries.at(-1)).toBeLessThan(27 * HOUR + MINUTE);
      expect(tries.length).toBeGreaterThan(12);
      expect(tries.length).toBeLessThan(60);
      expect(await find(id)).toMatchObject({ state: "dead", last_error: "RangeError" });
      expect(JSON.stringify(await find(id))).not.toContain("personal data");
      expect(await house().consumer.run(id)).toBe("idle");
    });

    test("that ends whoever takes it is dead after 24 hours, and is not tried for ever", async () => {
      const id = await commit(1);
      const dies = () => database.run(database.query.updateTable("outbox_messages").set({ version: 100 }));
      let tries = 0;
      work = async () => {
        tries += 1;
        await dies();
      };
      for (let hour = 0; hour < 26; hour++, world.advance(HOUR)) await house().consumer.run(id);
      expect(tries).toBe(24);
      expect(await find(id)).toMatchObject({ state: "dead", last_error: "crashed" });
      expect(world.logged.at(-1)).toMatchObject({ level: "error", event: "outbox.failed" });
    });

    test("that its vendor refuses is dead at once", async () => {
      const id = await commit(1);
      work = () => Promise.reject(vendorRefused());
      expect(await house().consumer.run(id)).toBe("dead");
      expect(await find(id)).toMatchObject({ attempts: 1, last_error: "vendor-refused" });
    });

    test("whose payload nobody can read any more is dead at once", async () => {
      const id = await commit(1);
      await database.run(database.query.updateTable("outbox_messages").set({ payload: '{"number":"one"}' }));
      expect(await house().consumer.run(id)).toBe("dead");
      expect(done).toEqual([]);
    });

    test("that nobody handles yet waits for a release that does", async () => {
      const id = await commit(1);
      expect(await openOutbox(database, world, [], doorbell).consumer.run(id)).toBe("waiting");
      world.advance(10_000);
      expect(await house().consumer.run(id)).toBe("done");
    });

    test("that is done is forgotten after a week, with its key", async () => {
      const id = await commit(1, { dedupeKey: "key" });
      await house().consumer.run(id);
      world.advance(6 * 24 * HOUR);
      expect(await house().sweep.forgetDone()).toEqual({ forgotten: 0 });
      world.advance(2 * 24 * HOUR);
      expect(await house().sweep.forgetDone()).toEqual({ forgotten: 1 });
      expect(await find(id)).toBeUndefined();
    });
  });

  test("messages that are done are forgotten faster than a busy house makes them, the oldest first", {
    timeout: 30_000,
  }, async () => {
    const lot = Array.from({ length: 250 }, (_, number) => parcel.message({ number }));
    for (let made = 0; made < 1250; made += lot.length) await house().outbox.commit([], lot);
    const done = database.query.updateTable("outbox_messages").set({ state: "done" });
    await database.run(done.set((row) => ({ not_before: row("not_before", "-", 8 * 24 * HOUR) })));
    const young = await commit(1);
    await house().consumer.run(young);
    expect((await house().sweep.forgetDone()).forgotten).toBeGreaterThanOrEqual(1000);
    await house().sweep.forgetDone();
    expect(await house().outbox.list("done", 10, null)).toMatchObject([{ id: young }]);
  });

  describe("resending", () => {
    test("gives dead messages a new life, and leaves all others alone", async () => {
      const [dead, alive] = [await commit(1), await commit(2)];
      work = () => Promise.reject(vendorRefused());
      await house().consumer.run(dead);
      work = async () => {};
      const seen: unknown[] = [];
      const also = (rows: readonly { id: string }[]) => {
        seen.push(...rows.map(({ id }) => id));
        return [];
      };
      expect(await house().outbox.resend([dead, alive, "unknown"], also)).toEqual([dead]);
      expect(seen).toEqual([dead]);
      await world.settle();
      expect(rung.at(-1)?.id).toBe(dead);
      expect(await house().consumer.run(dead)).toBe("done");
      expect(await find(alive)).toMatchObject({ state: "waiting", version: 1 });
    });

    test("is undone with what should have been recorded beside it", async () => {
      const id = await commit(1);
      work = () => Promise.reject(vendorRefused());
      await house().consumer.run(id);
      const never = exactlyOne(database.query.deleteFrom("outbox_topics").where("topic", "=", "none"));
      await expect(house().outbox.resend([id], () => [never])).rejects.toMatchObject({ name: "Problem" });
      expect(await find(id)).toMatchObject({ state: "dead" });
    });
  });

  describe("the topic's circuit", () => {
    test("lets one message try when the pause is over, and all others after that one got through", async () => {
      const ids: string[] = [];
      for (let number = 0; number < 8; number++) ids.push(await commit(number));
      work = () => Promise.reject(vendorUnavailable());
      for (const id of ids.slice(0, 5)) expect(await house().consumer.run(id)).toBe("waiting");
      expect(await house().consumer.run(ids[5]!)).toBe("idle");
      world.advance(10_001);
      const tries = Promise.withResolvers<void>();
      work = () => tries.promise;
      const probe = house().consumer.run(ids[5]!);
      await expect.poll(async () => (await find(ids[5]!))?.state).toBe("running");
      expect(await house().consumer.run(ids[6]!)).toBe("idle");
      rung = [];
      tries.resolve();
      expect(await probe).toBe("done");
      expect(rung.map(({ id }) => id)).toEqual(expect.arrayContaining([ids[6], ids[7]]));
      expect(await house().consumer.run(ids[6]!)).toBe("done");
    });

    test("rings for the one that tries next when the pause is over, and not before", async () => {
      const id = await commit(1);
      work = () => Promise.reject(vendorUnavailable({ headers: { "Retry-After": "60" } }));
      await house().consumer.run(id);
      const { pausedUntil } = await house().circuits.find("test.parcel");
      expect(pausedUntil).toBeGreaterThan(world.now() + 59_000);
      expect(pausedUntil).toBeLessThanOrEqual(world.now() + 60_000);
      expect(rung.at(-1)?.at).toBeGreaterThanOrEqual(pausedUntil);
      expect((await find(id))?.not_before).toBe(rung.at(-1)?.at);
    });

    test("keeps the pause that a vendor asked for though another message fails without a word", async () => {
      const [first, second] = [await commit(1), await commit(2)];
      const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      work = (number) => both[number - 1]!.promise;
      const runs = [house().consumer.run(first), house().consumer.run(second)];
      await expect.poll(async () => (await find(second))?.state).toBe("running");
      both[0]!.reject(vendorUnavailable({ headers: { "Retry-After": "600" } }));
      await runs[0];
      both[1]!.reject(vendorUnavailable());
      await runs[1];
      const { failures, pausedUntil } = await house().circuits.find("test.parcel");
      expect(failures).toBe(2);
      expect(pausedUntil).toBeGreaterThan(world.now() + 590_000);
    });

    test("is closed by the queue alone, though the message that comes first fails for ever", async () => {
      work = () => Promise.reject(vendorUnavailable());
      const failing: string[] = [];
      for (let number = 0; number < 5; number++) failing.push(await commit(number));
      for (const id of failing) expect(await house().consumer.run(id)).toBe("waiting");
      expect((await house().circuits.find("test.parcel")).pausedUntil).toBeGreaterThan(world.now());
      // The vendor is back, but for this one.
      work = (number) => (number === 4 ? Promise.reject(vendorUnavailable()) : Promise.resolve());
      const healthy = await commit(5);
      rung = rung.filter(({ id }) => id === failing[4]);
      const begun = world.now();
      while ((await find(healthy))?.state !== "done" && world.now() < begun + HOUR) {
        const [ring] = rung.toSorted((a, b) => a.at - b.at);
        if (!ring) break;
        rung.splice(rung.indexOf(ring), 1);
        world.advance(Math.max(0, ring.at - world.now()));
        await house().consumer.run(ring.id);
      }
      expect(done.map(({ number }) => number)).toContain(5);
      expect(world.now() - begun).toBeLessThan(5 * MINUTE);
    });

    test("does not mind messages that fail for reasons of their own", async () => {
      work = () => Promise.reject(new Error("only this one"));
      for (let number = 0; number < 6; number++) await house().consumer.run(await commit(number));
      work = async () => {};
      expect(await house().consumer.run(await commit(7))).toBe("done");
    });

    test("is closed by a success, so that failures here and there never add up", async () => {
      for (let number = 0; number < 20; number++) {
        work = () => (number % 2 ? Promise.reject(vendorUnavailable()) : Promise.resolve());
        expect(await house().consumer.run(await commit(number))).toBe(number % 2 ? "waiting" : "done");
      }
    });
  });
});
