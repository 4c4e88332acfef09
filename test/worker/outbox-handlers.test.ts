import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { outboxHandlers } from "../../src/jobs.ts";
import { currentEvent, runEvent } from "../../src/platform/event.ts";
import { createInterruption, Interrupted } from "../setup/interruption.ts";
import { type House, openHouse, post } from "../setup/open-house.ts";

/** What a handler is given, and what the world looks like when its work is done. */
interface Scenario {
  prepare(house: House): Promise<unknown>;
  outcome(house: House): Promise<unknown>;
  /** As `outcome`, of a run that was cut off. */
  expected: unknown;
}

const scenarios: Record<string, Scenario> = {
  "email.deliver": {
    async prepare(house) {
      const to = { email: "hong@example.org" };
      const body = { to, template: "welcome", data: { name: "홍길동" } };
      const response = await house.fetch("/api/email", post(body, await house.keyOf("email:send")));
      return { email: ((await response.json()) as { id: string }).id };
    },
    async outcome({ services: { database }, sandbox, sandboxKey }) {
      const rows = await database.all(
        database.query.selectFrom("email_messages").select(["id", "state", "data"]),
      );
      const mails = sandbox.entries({ key: sandboxKey, kind: "mail" });
      const keys = mails.map(({ raw }) => JSON.stringify(raw).match(/"tov_email":"([^"]+)"/)?.[1]);
      return {
        rows: rows.map(({ state, data }) => [state, data]),
        receivers: keys.length,
        known: keys.includes(rows[0]!.id),
      };
    },
    expected: { rows: [["sent", null]], receivers: 1, known: true },
  },
  "email.batch": {
    async prepare(house) {
      const recipients = ["kim", "lee", "park"].map((name) => ({
        email: `${name}@example.org`,
        data: { name },
      }));
      const body = {
        ...{ name: "환영", template: "welcome", purpose: "transactional", data: {}, variables: ["name"] },
        audience: { recipients },
      };
      const response = await house.fetch("/api/email/batches", post(body, await house.keyOf("email:send")));
      return { batch: ((await response.json()) as { id: string }).id, turn: 1 };
    },
    async outcome({ services: { database }, sandbox, sandboxKey }) {
      const { query } = database;
      const [rows, batches] = await Promise.all([
        database.all(query.selectFrom("email_messages").select("state")),
        database.all(query.selectFrom("email_batches").select("state").orderBy("id", "desc").limit(1)),
      ]);
      const letters = sandbox.entries({ key: sandboxKey, kind: "mail" }).flatMap(({ to }) => to ?? []);
      return { states: rows.map(({ state }) => state), batches, letters: letters.toSorted() };
    },
    expected: {
      states: ["sent", "sent", "sent"],
      batches: [{ state: "complete" }],
      letters: ["kim@example.org", "lee@example.org", "park@example.org"],
    },
  },
  "cache.purge-paths": {
    prepare: async () => ({ paths: ["/files/banners/2026/11/a.png", "/images/thumb/banners/2026/11/a.png"] }),
    outcome: async ({ sandbox, sandboxKey }) =>
      new Set(sandbox.entries({ key: sandboxKey, kind: "purge" }).map(({ raw }) => JSON.stringify(raw))).size,
    expected: 1,
  },
};

const interruption = createInterruption();
let house: House;

beforeAll(async () => {
  house = await openHouse((key) => ({
    DB: interruption.database(env.DB),
    FILES_BUCKET: interruption.bucket(env.FILES_BUCKET),
    SENDGRID_API_KEY: key,
    EMAIL_FROM: "noreply@tov.example",
    PURGE_DRIVER: "cloudflare",
    CLOUDFLARE_API_TOKEN: key,
    CLOUDFLARE_ZONE_ID: "0123456789abcdef0123456789abcdef",
  }));
  house.world.fetch = interruption.fetch(house.world.fetch);
});

beforeEach(async () => {
  interruption.revive();
  const { database } = house.services;
  await database.run(database.query.deleteFrom("email_messages"));
  house.sandbox.clear(house.sandboxKey);
});

const run = (topic: string, payload: unknown) => {
  const handler = outboxHandlers(house.services).find((one) => one.topic.name === topic)!;
  const attempt = { id: crypto.randomUUID(), number: 1 };
  return runEvent(currentEvent()?.id ?? crypto.randomUUID(), house.world.defer, () =>
    handler.handle(handler.topic.payload.parse(payload), attempt),
  );
};

test("every topic that is handled has a scenario here", () => {
  expect(
    outboxHandlers(house.services)
      .map(({ topic }) => topic.name)
      .toSorted(),
  ).toEqual(Object.keys(scenarios).toSorted());
});

describe.each(Object.entries(scenarios))("the work of %s", (topic, { prepare, outcome, expected }) => {
  test("done twice, one after the other or at once, is as done once", async () => {
    const payload = await prepare(house);
    await run(topic, payload);
    expect(await outcome(house)).toEqual(expected);
    await run(topic, payload);
    expect(await outcome(house)).toEqual(expected);
    await Promise.allSettled([run(topic, payload), run(topic, payload)]);
    expect(await outcome(house)).toEqual(expected);
  });

  test.each([
    ["before", false],
    ["after", true],
  ])("cut off %s any of its I/O and done again is as done once", async (_, afterEffect) => {
    for (let step = 1; step < 50; step++) {
      house.sandbox.clear(house.sandboxKey);
      const { database } = house.services;
      await database.run(database.query.deleteFrom("email_messages"));
      const payload = await prepare(house);
      interruption.dieAt(step, afterEffect);
      const died = await run(topic, payload).then(
        () => false,
        () => true,
      );
      interruption.revive();
      if (!died) {
        expect(step).toBeGreaterThan(1);
        return;
      }
      // What became of a call whose end nobody has recorded is asked for after a while, and not at once.
      for (const hours of [1, 7, 7]) {
        house.world.advance(hours * 60 * 60_000);
        await run(topic, payload);
        await house.work();
      }
      expect(await outcome(house), `cut off at I/O ${step}`).toEqual(expected);
    }
    throw new Interrupted("There is no end to its I/O.");
  });
});
