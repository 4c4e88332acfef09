import { describe, expect, test } from "vitest";
import type { Problem } from "../../../../src/kit/problem.ts";
import { vendorMisconfigured, vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import { mailingTo } from "../../../setup/mailings.ts";
import { callsTo } from "../../../setup/sandbox-calls.ts";
import { openSendgrid } from "../../../setup/sendgrid-driver.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const key = "sandbox_driver";
const lost = "00000000-0000-7000-8000-000000000001";

/** A driver whose call was lost at that moment, before the vendor had it. */
function loseCall() {
  const opened = openSendgrid();
  const madeAt = opened.world.now();
  const { driver, world } = opened;
  return {
    ...opened,
    lookUpAfter: (milliseconds: number) => {
      world.advance(milliseconds);
      return driver.lookUp(lost, madeAt);
    },
    sendAnother: () => driver.send(mailingTo(1)),
  };
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error as Problem,
  );

describe("a call that was taken", () => {
  test("is found by its id once Email Activity shows it, whoever its recipients are", async () => {
    const { driver, world } = openSendgrid();
    const madeAt = world.now();
    await driver.send(mailingTo(1000));
    expect(await driver.lookUp(mailingTo(0).id, madeAt)).toBe("unknown");
    world.advance(2 * MINUTE);
    expect(await driver.lookUp(mailingTo(0).id, madeAt)).toBe("taken");
  });

  test("is not taken for another one", async () => {
    const { lookUpAfter, sendAnother } = loseCall();
    await sendAnother();
    expect(await lookUpAfter(5 * MINUTE)).toBe("unknown");
  });
});

describe("a call that nothing is seen of", () => {
  test("may only be late for ten minutes, although others are seen", async () => {
    const { lookUpAfter, sendAnother, world } = loseCall();
    world.advance(2 * MINUTE);
    await sendAnother();
    expect(await lookUpAfter(7 * MINUTE)).toBe("unknown");
    expect(await lookUpAfter(2 * MINUTE)).toBe("left");
  });

  test("counts as left only when something is seen that happened after it", async () => {
    const { lookUpAfter, sendAnother } = loseCall();
    await sendAnother();
    expect(await lookUpAfter(HOUR)).toBe("unknown");
    await sendAnother();
    expect(await lookUpAfter(2 * MINUTE)).toBe("left");
  });

  test("counts as left after six hours, and after three days nobody remembers", async () => {
    const { lookUpAfter } = loseCall();
    expect(await lookUpAfter(5 * HOUR)).toBe("unknown");
    expect(await lookUpAfter(2 * HOUR)).toBe("left");
    expect(await lookUpAfter(72 * HOUR)).toBe("unknown");
  });
});

describe("there is no telling", () => {
  test("in the EU, which has no Email Activity: nobody is asked", async () => {
    const { driver, requests, world } = openSendgrid({ SENDGRID_REGION: "eu" });
    expect(await driver.lookUp(lost, world.now() - 7 * HOUR)).toBe("unknown");
    expect(requests).toEqual([]);
  });

  test("where it is not paid for", async () => {
    const { lookUpAfter, world } = loseCall();
    await callsTo(world.sandbox, key).put(`_sandbox/sendgrid/activity?key=${key}`, { paid: false });
    expect(await lookUpAfter(7 * HOUR)).toBe("unknown");
  });

  test("where it says so with a 400", async () => {
    const body = JSON.stringify({ errors: [{ message: "authorization required" }] });
    const { driver, world } = openSendgrid({}, () => new Response(body, { status: 400 }));
    expect(await driver.lookUp(lost, world.now() - 7 * HOUR)).toBe("unknown");
  });
});

describe("it is asked again later", () => {
  test("when its six questions a minute are used up", async () => {
    const { driver, requests, world } = openSendgrid();
    const ask = () => driver.lookUp(lost, world.now());
    for (let question = 0; question < 6; question++) expect(await ask()).toBe("unknown");
    expect(vendorUnavailable.matches(await caught(ask()))).toBe(true);
    expect(requests).toHaveLength(7);
    world.advance(MINUTE);
    expect(await ask()).toBe("unknown");
  });

  test.each([
    ["broken", vendorUnavailable],
    ["malformed", vendorUnavailable],
    ["unreachable", vendorUnavailable],
    ["deny", vendorMisconfigured],
  ] as const)("when it is %s", async (fault, kind) => {
    const { lookUpAfter, world } = loseCall();
    world.sandbox.faults.set({ key, vendor: "sendgrid", fault });
    expect(kind.matches(await caught(lookUpAfter(7 * HOUR)))).toBe(true);
  });
});
