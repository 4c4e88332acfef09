import { describe, expect, it } from "vitest";
import { OneOfAKind } from "../../../src/rooms/images/one-of-a-kind.ts";

const never = () => new Promise<never>(() => {});

/** A clock that runs as it is told, a stretch whenever it is looked at. */
function createClock() {
  let now = 0;
  let stride = 0;
  return {
    now: () => (now += stride),
    run(milliseconds: number) {
      stride = milliseconds;
    },
  };
}

describe("one of a kind", () => {
  it("of those with one name one works at a time, and the others hear of it", async () => {
    const kinds = new OneOfAKind(Date.now);
    let running = 0;
    const task = async (waited: boolean) => {
      running++;
      await scheduler.wait(2);
      return { waited, running: running-- };
    };
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => kinds.run("a", task)));
    expect(outcomes.map(({ running }) => running)).toEqual([1, 1, 1, 1, 1]);
    expect(outcomes.map(({ waited }) => waited)).toEqual([false, true, true, true, true]);
  });

  it("those with other names do not wait", async () => {
    const kinds = new OneOfAKind(Date.now);
    void kinds.run("a", never);
    expect(await kinds.run("b", async (waited) => waited)).toBe(false);
  });

  it("a task that fails lets the next one in", async () => {
    const kinds = new OneOfAKind(Date.now);
    await expect(kinds.run("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await kinds.run("a", async () => "yes")).toBe("yes");
  });

  it("one that is never heard of again is waited for three seconds", async () => {
    const clock = createClock();
    const kinds = new OneOfAKind(clock.now);
    void kinds.run("a", never);
    clock.run(500);
    expect(await kinds.run("a", async (waited) => waited)).toBe(true);
  });
});
