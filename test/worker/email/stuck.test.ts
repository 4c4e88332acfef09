import { expect, test } from "vitest";
import { openHouse, post } from "../../setup/open-house.ts";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

async function open(settings: Record<string, unknown> = {}) {
  const house = await openHouse(
    (SENDGRID_API_KEY) => ({ SENDGRID_API_KEY, EMAIL_FROM: "noreply@tov.example", ...settings }),
    undefined,
    "paid",
  );
  const key = await house.keyOf("email:send");
  const body = (name: string) => ({
    to: { email: `${name}@example.org` },
    ...{ template: "welcome", data: { name } },
  });
  return {
    house,
    send: async (name: string) => {
      const response = await house.fetch("/api/email", post(body(name), key));
      return ((await response.json()) as { id: string }).id;
    },
    seen: async (id: string) => (await house.fetch(`/api/email/${id}`, { headers: key })).json(),
    break: (fault: "broken" | null) => {
      house.sandbox.faults.clear(house.sandboxKey);
      if (fault) house.sandbox.faults.set({ key: house.sandboxKey, vendor: "sendgrid", fault, calls: null });
    },
    /** Lets that time pass, as the clock of the house does. */
    async wait(hours: number): Promise<void> {
      for (let hour = 0; hour < hours; hour++) {
        house.world.advance(HOUR);
        await house.work();
        await house.services.upkeep.hourly();
        await house.work();
      }
    },
  };
}

test("an e-mail whose vendor is down for two days is sent when it is back", async () => {
  const { house, send, seen, break: breakVendor, wait } = await open();
  breakVendor("broken");
  const id = await send("hong");
  await wait(49);
  expect(await seen(id)).toMatchObject({ state: "queued" });
  breakVendor(null);
  await wait(26);
  expect(await seen(id)).toMatchObject({ state: "sent", failure: null });
  expect(house.sandbox.entries({ key: house.sandboxKey, kind: "mail" })).toHaveLength(1);
});

test("one that nobody has taken for a week is given up, and says so", async () => {
  const { house, send, seen, break: breakVendor, wait } = await open();
  breakVendor("broken");
  const id = await send("hong");
  await wait(1);
  house.world.advance(7 * DAY);
  await wait(1);
  expect(await seen(id)).toMatchObject({ state: "failed", failure: "given-up" });
});

test("one whose process died in the middle of its call, and whose message is gone, is taken up again", async () => {
  const { house, send, seen, wait } = await open();
  const { database } = house.services;
  const dies = async (id: string) => {
    const row = {
      state: "sending",
      claim: crypto.randomUUID(),
      claimed_at: house.world.now(),
      driver: "sendgrid",
    };
    await database.run(database.query.updateTable("email_messages").set(row).where("id", "=", id));
    await database.run(database.query.deleteFrom("outbox_messages"));
  };
  const id = await send("hong");
  await dies(id);
  await wait(27);
  expect(await seen(id)).toMatchObject({ state: "sent" });
  expect(house.sandbox.entries({ key: house.sandboxKey, kind: "mail" })).toHaveLength(1);
  const other = await send("kim");
  await dies(other);
  house.world.advance(8 * DAY);
  await wait(1);
  expect(await seen(other)).toMatchObject({ state: "unknown", failure: "answer-lost" });
});

test("one that is over its vendor's day waits for the next and says so", async () => {
  const { house, send, seen } = await open({ SENDGRID_DAILY_LIMIT: "1" });
  const [first, second] = [await send("first"), await send("second")];
  await house.work();
  const both = async () => Promise.all([seen(first), seen(second)]) as Promise<{ state: string }[]>;
  const byState = (await both()).toSorted((a, b) => a.state.localeCompare(b.state));
  expect(byState).toMatchObject([
    { state: "queued", failure: "quota" },
    { state: "sent", failure: null },
  ]);
  house.world.advance(DAY);
  await house.work();
  expect(await both()).toMatchObject([
    { state: "sent", failure: null },
    { state: "sent", failure: null },
  ]);
});
