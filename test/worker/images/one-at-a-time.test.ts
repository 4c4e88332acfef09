import { describe, expect, it } from "vitest";
import { OneAtATime } from "../../../src/rooms/images/one-at-a-time.ts";
import { imagesBusy } from "../../../src/rooms/images/problems.ts";

const pause = (milliseconds: number) => scheduler.wait(milliseconds);

/** A clock that runs as it is told, so that ten seconds need not pass. */
function createClock() {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    skip(milliseconds: number) {
      offset += milliseconds;
    },
  };
}

describe("one at a time", () => {
  it("twenty tasks never meet, and all of them run", async () => {
    const turns = new OneAtATime(Date.now);
    let running = 0;
    const task = async () => {
      running++;
      await pause(2);
      return running--;
    };
    expect(await Promise.all(Array.from({ length: 20 }, () => turns.run(task)))).toEqual(Array(20).fill(1));
  });

  it("a task that fails lets the next one in", async () => {
    const turns = new OneAtATime(Date.now);
    await expect(turns.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await turns.run(async () => "yes")).toBe("yes");
  });

  it("who has waited ten seconds is sent away with images-busy", async () => {
    const clock = createClock();
    const turns = new OneAtATime(clock.now);
    let sentAway = false;
    const first = turns.run(async (renew) => {
      while (!sentAway) {
        await pause(10);
        clock.skip(2_000);
        renew();
      }
    });
    await pause(1);
    const error = await turns.run(async () => "let in").catch((cause: unknown) => cause);
    expect(imagesBusy.matches(error) && error.headers).toEqual({ "Retry-After": "5" });
    sentAway = true;
    await first;
  });

  it("who gives no sign of life for three seconds has lost the turn", async () => {
    const clock = createClock();
    const turns = new OneAtATime(clock.now);
    let wake = () => {};
    const lost = turns.run(async (renew) => {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      renew();
    });
    await pause(1);
    clock.skip(3_001);
    const second = turns.run(async () => {
      wake();
      await expect(lost).rejects.toSatisfy(imagesBusy.matches);
      return "let in";
    });
    expect(await second).toBe("let in");
  });
});
