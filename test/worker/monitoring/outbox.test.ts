import { beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, post } from "../../setup/open-house.ts";
import { problemOf } from "../../setup/upload.ts";

let house: House;
let admin: { Authorization: string };

beforeAll(async () => {
  house = await openHouse((key) => ({ SENDGRID_API_KEY: key, EMAIL_FROM: "noreply@tov.example" }));
  admin = await house.keyOf("admin");
});

/** A message that died because nobody can read it. */
async function bury(): Promise<string> {
  const body = { to: { email: "hong@example.org" }, template: "welcome", data: { name: "홍길동" } };
  await house.fetch("/api/email", post(body, admin));
  const { database, outbox } = house.services;
  const [message] = await outbox.list("waiting", 1, null);
  const broken = database.query.updateTable("outbox_messages").where("id", "=", message!.id);
  await database.run(broken.set({ payload: "{}" }));
  await house.work();
  return message!.id;
}

const mend = (id: string, email: string) => {
  const { database } = house.services;
  const query = database.query.updateTable("outbox_messages").where("id", "=", id);
  return database.run(query.set({ payload: JSON.stringify({ email }) }));
};

const list = async (query = "") => {
  const response = await house.fetch(`/api/admin/outbox${query}`, { headers: admin });
  expect(response.status).toBe(200);
  return (await response.json()) as { items: Record<string, unknown>[]; nextCursor: string | null };
};
const resend = (ids: unknown) => house.fetch("/api/admin/outbox", post({ ids }, admin));

describe("GET /api/admin/outbox", () => {
  test("lists what is dead, newest first, a page at a time, without anything personal", async () => {
    const ids = [await bury(), await bury(), await bury()];
    const first = await list("?limit=2");
    expect(first.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(first.items[0]).toMatchObject({
      topic: "email.deliver",
      state: "dead",
      attempts: 1,
      lastError: "ZodError",
    });
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map(({ id }) => id)).toContain(ids[0]);
    expect(JSON.stringify([first, second])).not.toContain("hong@");
  });

  test("lists what waits, when asked for that", async () => {
    expect((await list("?state=waiting")).items).toEqual([]);
    const response = await house.fetch("/api/admin/outbox?state=lost", { headers: admin });
    expect(await problemOf(response)).toMatchObject({ status: 422, pointers: ["/query/state"] });
  });
});

describe("POST /api/admin/outbox", () => {
  test("gives dead messages another life, and the audit log says who did", async () => {
    const id = await bury();
    const { database } = house.services;
    const email = await database.first(
      database.query.selectFrom("email_messages").select("id").orderBy("id", "desc").limit(1),
    );
    await mend(id, email!.id);
    const response = await resend([id, crypto.randomUUID()]);
    expect(await response.json()).toEqual({ resent: [id] });
    expect(await house.work()).toBe(1);
    const mails = house.sandbox.entries({ key: house.sandboxKey, kind: "mail" });
    expect(mails.map(({ raw }) => JSON.stringify(raw)).join()).toContain(email!.id);
    const log = await house.fetch("/api/admin/audit-log?limit=1", { headers: admin });
    const { items } = (await log.json()) as { items: unknown[] };
    expect(items).toMatchObject([
      { action: "outbox.resend", subject: { kind: "outbox-message", id }, after: { state: "waiting" } },
    ]);
  });

  test("changes nothing of what is not dead", async () => {
    expect(await (await resend([crypto.randomUUID()])).json()).toEqual({ resent: [] });
  });

  test.each([
    ["no ids", []],
    ["41 ids", Array.from({ length: 41 }, () => crypto.randomUUID())],
    ["what is no id", ["x"]],
  ])("with %s answers 422", async (_, ids) => {
    expect((await resend(ids)).status).toBe(422);
  });
});

describe("GET /api/health", () => {
  test("tells how every job stands, and how much work waits to administrators only", async () => {
    const { services, world } = house;
    await services.cron.trigger("0 * * * *", world.now());
    world.advance(20_000);
    const seen = async (headers = {}) =>
      (await (await house.fetch("/api/health", { headers })).json()) as Record<string, unknown>;
    const [forAdmin, forAnyone] = [await seen(admin), await seen()];
    expect(forAdmin.jobs).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: "files.sweep",
          status: "ok",
          result: { files: 0, uploads: 0, strays: 0 },
        }),
        expect.objectContaining({ name: "outbox.wake-stuck" }),
      ]),
    );
    expect(forAdmin.outbox).toEqual({ waiting: 0, dead: expect.any(Number) });
    expect(forAnyone.outbox).toBeUndefined();
    expect(JSON.stringify(forAnyone.jobs)).not.toContain("result");
  });
});
