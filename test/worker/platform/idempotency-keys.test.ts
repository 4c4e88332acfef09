import { beforeEach, expect, test } from "vitest";
import { createIdempotencyKeys } from "../../../src/platform/idempotency-keys.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const id = "a".repeat(64);
const answer = {
  fingerprint: "f".repeat(64),
  status: 201,
  headers: { Location: "/api/files/1" },
  body: '{"name":"봄"}',
  made: null,
};

eachDatabase((getDatabase) => {
  let world: TestWorld;
  let keys: ReturnType<typeof createIdempotencyKeys>;
  beforeEach(() => {
    world = createTestWorld();
    keys = createIdempotencyKeys(getDatabase(world), world);
  });
  const claim = async () => {
    const begun = await keys.begin(id);
    return begun.state === "claimed" ? begun.claim : expect.fail(`The key is ${begun.state}.`);
  };
  const states = async (times: number) => {
    const begun = await Promise.all(Array.from({ length: times }, () => keys.begin(id)));
    return begun.map(({ state }) => state).toSorted();
  };

  test("a key is claimed by one of many who come at once", async () => {
    expect(await states(5)).toEqual(["claimed", "running", "running", "running", "running"]);
  });

  test("a finished key gives the answer back, as it was", async () => {
    await keys.finish(id, await claim(), answer);
    expect(await keys.begin(id)).toEqual({ state: "done", answer });
  });

  test("a released key is free again", async () => {
    await keys.release(id, await claim());
    await claim();
  });

  test("a key whose holder crashed is free after a minute, for one", async () => {
    await claim();
    world.advance(MINUTE - 5_000);
    expect(await states(2)).toEqual(["running", "running"]);
    world.advance(5_000);
    expect(await states(3)).toEqual(["claimed", "running", "running"]);
  });

  test("who comes back from a lease that was taken over changes nothing", async () => {
    const late = await claim();
    world.advance(MINUTE);
    const now = await claim();
    await keys.finish(id, late, { ...answer, body: "late" });
    await keys.release(id, late);
    expect((await keys.begin(id)).state).toBe("running");
    await keys.finish(id, now, answer);
    expect(await keys.begin(id)).toEqual({ state: "done", answer });
  });

  test("an answer is kept for a day, and then swept", async () => {
    await keys.finish(id, await claim(), answer);
    world.advance(DAY - 5_000);
    await keys.sweep();
    expect((await keys.begin(id)).state).toBe("done");
    world.advance(5_000);
    await keys.sweep();
    await claim();
  });

  test("an answer that has expired and was not swept yet is no answer", async () => {
    await keys.finish(id, await claim(), answer);
    world.advance(DAY);
    await claim();
  });
});
