import { describe, expect, test } from "vitest";
import { vendorMisconfigured } from "../../../src/kit/vendor-problem.ts";
import { openHouse } from "../../setup/open-house.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";

const store = {
  STORAGE_DRIVER: "s3",
  AWS_REGION: "ap-northeast-2",
  AWS_S3_BUCKET: "tov",
  AWS_ACCESS_KEY_ID: "key",
};
const withKey = (sandboxKey: string) => ({ ...store, AWS_SECRET_ACCESS_KEY: sandboxKey });

test("each house has a sandbox and a key of its own, on its own clock", async () => {
  const [house, other] = [await openHouse(), await openHouse()];
  expect(house.sandboxKey).not.toBe(other.sandboxKey);
  house.world.advance(3_600_000);
  const { post } = callsTo({ fetch: (request) => house.world.fetch(request) }, house.sandboxKey);
  expect((await post(mailSend, mail())).status).toBe(202);
  expect(other.sandbox.entries()).toEqual([]);
  const [entry] = house.sandbox.entries({ key: house.sandboxKey });
  expect(entry?.at).toBeGreaterThan(Date.now() + 3_500_000);
});

describe("a driver of the house that has the sandbox's key", () => {
  test("speaks to the sandbox alone", async () => {
    const house = await openHouse(withKey);
    expect(house.services.opened.storage).toMatchObject({ driver: "s3", fault: null });
    // Nobody of this name lives there, which S3's driver takes for a missing object; outside is nobody at all (599).
    expect(await house.services.opened.storage.port.head("a")).toBeNull();
  });

  test("is misconfigured in production, and health says so", async () => {
    const house = await openHouse((key) => ({ ...withKey(key), ENVIRONMENT: "production" }));
    const { port, fault } = house.services.opened.storage;
    expect(fault?.reason).toBe("AWS_SECRET_ACCESS_KEY: sandbox keys open nothing in production");
    expect(() => port.head("a")).toThrow(vendorMisconfigured.kind.title.en);
    expect(await (await house.fetch("/api/health")).json()).toMatchObject({ status: "down" });
  });
});
