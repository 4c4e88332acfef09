import { beforeAll, describe, expect, test } from "vitest";
import { atSandbox, setUpEventWebhook } from "../../../scripts/event-webhook.ts";
import type { Statistics, Suppression } from "../../../src/rooms/email/events/schema.ts";
import { emptyTables } from "../../setup/databases.ts";
import { type House, openHouse, origin, post } from "../../setup/open-house.ts";
import { happen } from "../../setup/sendgrid-events.ts";

const path = "/api/webhooks/sendgrid";
let house: House;
let admin: { Authorization: string };
beforeAll(async () => {
  house = await openHouse(async (key, sandbox) => ({
    SENDGRID_API_KEY: key,
    EMAIL_FROM: "TOV <noreply@tov.example>",
    SENDGRID_WEBHOOK_KEYS: await setUpEventWebhook((request) => sandbox.fetch(atSandbox(request)), {
      key,
      url: origin + path,
    }),
  }));
  await emptyTables(house.services.database);
  admin = await house.keyOf("admin");
});

const send = async (email: string) => {
  const response = await house.fetch(
    "/api/email",
    post({ to: { email }, template: "welcome", data: { name: "한" } }, admin),
  );
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
};
/** As a network may bring them: twice, and the last first. */
async function deliver(disorder = { twice: true, reversed: true }): Promise<number> {
  const webhooks = house.sandbox.takeWebhooks(house.sandboxKey, disorder);
  for (const { url, headers, body } of webhooks) {
    const response = await house.fetch(url.slice(origin.length), { method: "POST", headers, body });
    expect(response.status).toBe(204);
  }
  return webhooks.length;
}
const ask = async <Answer>(address: string): Promise<Answer> =>
  (await (await house.fetch(address, { headers: admin })).json()) as Answer;

describe("what is sent to the sandbox", () => {
  test("comes back as events that SendGrid might have posted, and stands in the statistics", async () => {
    const names = ["hana", "bounce", "bounce+2", "blocked", "deferred", "dropped", "spam", "unsubscribe"];
    const ids = new Map<string, string>();
    for (const name of names) ids.set(name, await send(`${name}@example.org`));
    await house.work();
    await deliver();
    await happen(house.sandbox, house.sandboxKey, {
      to: "hana@example.org",
      events: [
        "machine-open",
        "open",
        "open",
        { name: "click", id: "click-1" },
        { name: "click", id: "click-1" },
      ],
    });
    expect(await deliver()).toBe(10);

    const { total } = await ask<Statistics>("/api/admin/email/stats");
    expect(total.figures).toEqual({
      ...{ sent: 8, delivered: 4, opened: 1, machineOpened: 1, clicked: 1 },
      ...{ bounced: 3, blocked: 1, complained: 1, unsubscribed: 1 },
    });
    const states = await Promise.all(
      names.map(async (name) => (await ask<{ state: string }>(`/api/email/${ids.get(name)}`)).state),
    );
    expect(states).toEqual([
      ...["delivered", "bounced", "bounced", "blocked", "delivered"],
      ...["bounced", "delivered", "delivered"],
    ]);
    const { items } = await ask<{ items: Suppression[] }>("/api/admin/email/suppressions");
    expect(items.map(({ address, reason }) => `${reason} ${address}`).toSorted()).toEqual([
      ...["bounce bounce+2@example.org", "bounce bounce@example.org", "bounce dropped@example.org"],
      "complaint spam@example.org",
    ]);
  });

  test("counts once although its events come before the answer to the call is recorded", async () => {
    const { fetch } = house.world;
    let told = 0;
    house.world.fetch = async (...given) => {
      const response = await fetch(...given);
      told += await deliver();
      return response;
    };
    const id = await send("early@example.org");
    await house.work();
    house.world.fetch = fetch;
    expect(told).toBe(4);
    expect(await ask(`/api/email/${id}`)).toMatchObject({ state: "delivered" });
    const { items } = await ask<Statistics>("/api/admin/email/stats?by=domain");
    expect(items[0]?.figures).toMatchObject({ sent: 9, delivered: 5 });
  });
});
