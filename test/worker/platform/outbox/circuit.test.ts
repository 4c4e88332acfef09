import { beforeEach, describe, expect, test } from "vitest";
import { vendorRefused, vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import type { Database } from "../../../../src/platform/database/port.ts";
import type { Ring } from "../../../../src/platform/outbox/doorbell.ts";
import { on } from "../../../../src/platform/outbox/handler.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { openOutbox, parcel } from "../../../setup/outbox.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";

const HOUR = 60 * 60_000;

eachDatabase((open) => {
  let world: TestWorld;
  let database: Database;
  let rung: Ring[];
  let work: (number: number) => Promise<void>;

  const doorbell = { ring: async (rings: readonly Ring[]) => void rung.push(...rings) };
  const house = () => openOutbox(database, world, [on(parcel, ({ number }) => work(number))], doorbell);
  const run = (id: string) => house().consumer.run(id);
  const find = (id: string) => house().messages.find(id);
  const circuit = () => house().circuits.find(parcel.name);

  beforeEach(() => {
    world = createTestWorld();
    database = open(world);
    rung = [];
    work = async () => {};
  });

  async function commit(count: number): Promise<string[]> {
    rung = [];
    const lot = Array.from({ length: count }, (_, number) => parcel.message({ number }));
    await house().outbox.commit([], lot);
    await world.settle();
    return rung.splice(0).map(({ id }) => id);
  }

  const down = (retryAfter?: string) => async () => {
    throw vendorUnavailable(retryAfter === undefined ? {} : { headers: { "Retry-After": retryAfter } });
  };

  /** Lets a message be taken, and answers how to end it. */
  async function begin(id: string) {
    const end = Promise.withResolvers<void>();
    work = () => end.promise;
    const outcome = run(id);
    await expect.poll(async () => (await find(id))?.state).toBe("running");
    return { end, outcome };
  }

  test.each(["31536000", "99999999999999999999", "1e30"])(
    "a vendor that asks for %s seconds is asked again within twelve hours",
    async (seconds) => {
      const [id] = (await commit(1)) as [string];
      work = down(seconds);
      expect(await run(id)).toBe("waiting");
      expect((await find(id))!.not_before).toBeLessThanOrEqual(world.now() + 12 * HOUR);
      expect((await circuit()).pausedUntil).toBeLessThanOrEqual(world.now() + 12 * HOUR);
    },
  );

  describe("a pause that the vendor asked for", () => {
    test("is not ended by the failure of a message that was taken before", async () => {
      const [straggler, told] = (await commit(2)) as [string, string];
      const { end, outcome } = await begin(straggler);
      work = down("3600");
      await run(told);
      end.reject(vendorUnavailable());
      expect(await outcome).toBe("waiting");
      expect((await circuit()).pausedUntil).toBeGreaterThan(world.now() + HOUR - 10_000);
    });

    test("is not ended by the success of a message that was taken before", async () => {
      const [first, straggler, told] = (await commit(3)) as [string, string, string];
      work = down();
      await run(first);
      const { end, outcome } = await begin(straggler);
      work = down("3600");
      await run(told);
      end.resolve();
      expect(await outcome).toBe("done");
      expect((await circuit()).pausedUntil).toBeGreaterThan(world.now() + HOUR - 10_000);
    });
  });

  test("one message on which the vendor breaks down again and again keeps no other waiting", async () => {
    const [poison] = (await commit(1)) as [string];
    work = down();
    for (let attempt = 1; attempt <= 7; attempt++) {
      world.advance(3 * HOUR);
      expect(await run(poison)).toBe("waiting");
    }
    work = async () => {};
    const [healthy] = (await commit(1)) as [string];
    expect(await run(healthy)).toBe("done");
  });

  test("a vendor that refuses a message answers, and its topic is paused no longer", async () => {
    const ids = await commit(6);
    work = down();
    for (const id of ids.slice(0, 5)) await run(id);
    world.advance(10_001);
    work = () => Promise.reject(vendorRefused({ cause: { vendor: "test", status: 400 } }));
    expect(await run(ids[5]!)).toBe("dead");
    expect(await circuit()).toMatchObject({ failures: 0, pausedUntil: 0 });
  });
});
