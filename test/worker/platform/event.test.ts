import { describe, expect, test } from "vitest";
import { currentEvent, perEvent, runEvent } from "../../../src/platform/event.ts";

const pause = (milliseconds = 5) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs an event to its very end. */
async function run<T>(id: string, handler: () => Promise<T>): Promise<T> {
  const closings: Promise<void>[] = [];
  try {
    return await runEvent(id, (closing) => closings.push(closing), handler);
  } finally {
    await Promise.all(closings);
  }
}

function connections() {
  const log: string[] = [];
  let made = 0;
  const connect = () =>
    perEvent(
      "connection",
      async () => {
        await pause();
        made += 1;
        log.push(`open ${made}`);
        return made;
      },
      async (number) => void log.push(`close ${number}`),
    );
  return { log, connect };
}

describe("what belongs to an event", () => {
  test("is made once in it, even when two ask at once, and closed at its end", async () => {
    const { log, connect } = connections();
    const numbers = await run("a", () => Promise.all([connect(), connect(), pause().then(connect)]));
    expect(numbers).toEqual([1, 1, 1]);
    expect(log).toEqual(["open 1", "close 1"]);
  });

  test("is another one in another event, though they run at once", async () => {
    const { log, connect } = connections();
    const numbers = await Promise.all([run("a", connect), run("b", connect)]);
    expect(numbers.toSorted()).toEqual([1, 2]);
    expect(log.filter((line) => line.startsWith("close")).length).toBe(2);
  });

  test("is closed when the handler fails, too", async () => {
    const { log, connect } = connections();
    const failing = run("a", async () => {
      await connect();
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(log).toEqual(["open 1", "close 1"]);
  });

  test("is closed behind what was deferred, and behind what that deferred", async () => {
    const { log, connect } = connections();
    const later = async (name: string, next?: () => void) => {
      await pause(20);
      await connect();
      log.push(name);
      next?.();
    };
    const defer = (task: Promise<unknown>) => currentEvent()?.deferred.push(task);
    await run("a", async () => {
      await connect();
      defer(later("first", () => defer(later("second"))));
      defer(Promise.reject(new Error("and a failure")));
    });
    expect(log).toEqual(["open 1", "first", "second", "close 1"]);
  });

  test("whose closing fails does not keep others open", async () => {
    const log: string[] = [];
    await run("a", async () => {
      await perEvent(
        "one",
        async () => 1,
        async () => Promise.reject(new Error("stuck")),
      );
      await perEvent(
        "two",
        async () => 2,
        async () => void log.push("closed two"),
      );
    });
    expect(log).toEqual(["closed two"]);
  });

  test("cannot be had outside of one", async () => {
    await expect(connections().connect()).rejects.toThrow("connection was asked for outside of an event");
  });
});

test("two events at once each know their own id, and none is known outside", async () => {
  const seen: (string | undefined)[] = [];
  const look = async () => {
    await pause();
    seen.push(currentEvent()?.id);
  };
  await Promise.all([run("a", look), run("b", look)]);
  expect(seen.toSorted()).toEqual(["a", "b"]);
  expect(currentEvent()).toBeUndefined();
});

test("an event that held nothing has nothing to close", async () => {
  let closings = 0;
  await runEvent(
    "a",
    () => void closings++,
    async () => {},
  );
  expect(closings).toBe(0);
});
