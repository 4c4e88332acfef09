import { beforeAll, describe, expect, test } from "vitest";
import type { Statistics, Suppression, Timeline } from "../../../src/rooms/email/events/schema.ts";
import { emptyTables } from "../../setup/databases.ts";
import { emailById, emailRow, insertEmails } from "../../setup/email-rows.ts";
import { bodyOf, createSigner, item } from "../../setup/event-notices.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";

const signer = await createSigner();
let house: House;
let admin: { Authorization: string };
beforeAll(async () => {
  house = await openHouse({ SENDGRID_WEBHOOK_KEYS: signer.publicKey });
  await emptyTables(house.services.database);
  admin = await house.keyOf("admin");
});
const ask = async <Answer>(path: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await house.fetch(path, { headers: admin, ...init });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
};
const tell = async (...items: unknown[]) => {
  const response = await house.fetch(
    "/api/webhooks/sendgrid",
    await signer.sign(bodyOf(items), house.world.now()),
  );
  expect(response.status).toBe(204);
};
const kst = (text: string) => Date.parse(`${text}+09:00`);

describe("GET /api/admin/email/stats", () => {
  const read = (query: string) => ask<Statistics>(`/api/admin/email/stats?${query}`);
  beforeAll(async () => {
    const open = { state: "sending", sent_at: null };
    const mails = await Promise.all(
      [
        { claimed_at: kst("2026-11-20T23:59:59.999"), template: "welcome", recipient: "a@naver.com" },
        { claimed_at: kst("2026-11-21T00:00:00.000"), template: "welcome", recipient: "b@naver.com" },
        {
          claimed_at: kst("2026-11-21T12:00:00.000"),
          template: "custom",
          recipient: "c@daum.net",
          batch_id: "b-1",
        },
        {
          claimed_at: kst("2026-11-21T12:00:00.000"),
          template: "custom",
          recipient: "d@daum.net",
          batch_id: "b-1",
        },
        {
          claimed_at: kst("2026-11-22T00:00:00.000"),
          template: "custom",
          recipient: "e@naver.com",
          batch_id: "b-2",
        },
      ].map((mail) => emailRow({ ...open, ...mail })),
    );
    await insertEmails(house.services.database, mails);
    const [a, b, c, d, e] = mails.map(({ id }) => id) as [string, string, string, string, string];
    await tell(item(a, "processed"), item(b, "delivered"), item(b, "open", { sg_machine_open: true }));
    await tell(
      item(c, "click"),
      item(d, "bounce", { type: "blocked" }),
      item(e, "bounce", { type: "bounce" }),
    );
  });

  test("by day gives Korean dates, the newest first", async () => {
    const { items } = await read("by=day");
    expect(items.map(({ key, figures }) => [key, figures.sent])).toEqual([
      ["2026-11-22", 1],
      ["2026-11-21", 3],
      ["2026-11-20", 1],
    ]);
  });

  test("by batch counts single e-mails together, and says what is a share of what", async () => {
    const { items } = await read("by=batch");
    expect(items.map(({ key }) => key)).toEqual([null, "b-1", "b-2"]);
    expect(items[1]).toEqual({
      key: "b-1",
      figures: {
        ...{ sent: 2, delivered: 1, opened: 1, machineOpened: 0, clicked: 1 },
        ...{ bounced: 0, blocked: 1, complained: 0, unsubscribed: 0 },
      },
      rates: { delivered: 0.5, bounced: 0, opened: 1, clicked: 1, complained: 0 },
    });
    expect(items[2]?.rates).toEqual({
      delivered: 0,
      bounced: 1,
      opened: null,
      clicked: null,
      complained: null,
    });
  });

  test.each([
    [
      "by=template",
      [
        ["custom", 3],
        ["welcome", 2],
      ],
    ],
    [
      "by=domain",
      [
        ["naver.com", 3],
        ["daum.net", 2],
      ],
    ],
    [
      "by=domain&template=custom",
      [
        ["daum.net", 2],
        ["naver.com", 1],
      ],
    ],
    ["by=template&batch=b-1", [["custom", 2]]],
    [
      "by=template&from=2026-11-21&to=2026-11-21",
      [
        ["custom", 2],
        ["welcome", 1],
      ],
    ],
    ["by=template&to=2026-11-20", [["welcome", 1]]],
    ["by=template&from=2027-01-01", []],
  ])("%s", async (query, expected) => {
    const { items, total } = await read(query);
    expect(items.map(({ key, figures }) => [key, figures.sent])).toEqual(expected);
    expect(total.figures.sent).toBe(expected.reduce((sum, [, sent]) => sum + Number(sent), 0));
  });

  test("the total is of all, also of what is beyond the limit", async () => {
    const { items, total } = await read("by=day&limit=1");
    expect([items.length, total.figures.sent, total.rates.delivered]).toEqual([1, 5, 0.4]);
  });

  test.each(["by=hour", "from=2026-13-01", "to=yesterday", "limit=0", "batch="])(
    "%s is 422",
    async (query) => {
      expect((await house.fetch(`/api/admin/email/stats?${query}`, { headers: admin })).status).toBe(422);
    },
  );
});

describe("GET /api/admin/email/messages/{id}", () => {
  test("tells what happened to an e-mail, in the order in which it happened, and not to whom", async () => {
    const row = await emailRow({ recipient: "Gil.Dong@example.org" });
    await insertEmails(house.services.database, [row]);
    const at = (timestamp: number) => ({ timestamp });
    await tell(item(row.id, "click", { ...at(1_795_000_009), url: "https://example.org/?token=secret" }));
    await tell(
      item(row.id, "delivered", at(1_795_000_003)),
      item(row.id, "processed", at(1_795_000_003)),
      item(row.id, "deferred", {
        ...at(1_795_000_001),
        response: "451 4.7.1 Gil.Dong@example.org greylisted",
      }),
      item(row.id, "open", { ...at(1_795_000_004), sg_machine_open: true }),
    );
    const told = await ask<Timeline>(`/api/admin/email/messages/${row.id}`);
    expect(told).toMatchObject({ id: row.id, recipient: "G***@example.org", state: "delivered" });
    expect(told.firsts).toMatchObject({
      delivered: 1_795_000_003_000,
      clicked: 1_795_000_009_000,
      bounced: null,
    });
    expect(told.events).toEqual([
      { kind: "deferred", at: 1_795_000_001_000, machine: false, detail: "4.7.1" },
      { kind: "processed", at: 1_795_000_003_000, machine: false, detail: null },
      { kind: "delivered", at: 1_795_000_003_000, machine: false, detail: null },
      { kind: "open", at: 1_795_000_004_000, machine: true, detail: null },
      { kind: "click", at: 1_795_000_009_000, machine: false, detail: null },
    ]);
    const { database } = house.services;
    const kept = JSON.stringify(await database.all(database.query.selectFrom("email_events").selectAll()));
    for (const personal of ["Gil", "secret", "hana", "@"]) expect(kept).not.toContain(personal);
  });

  test("of an e-mail that is not there is 404", async () => {
    const response = await house.fetch(`/api/admin/email/messages/${crypto.randomUUID()}`, {
      headers: admin,
    });
    expect(response.status).toBe(404);
  });
});

describe("/api/admin/email/suppressions", () => {
  const path = "/api/admin/email/suppressions";
  const add = (address: string) => ask<Suppression>(path, post({ address }, admin));
  const list = (query = "") => ask<{ items: Suppression[]; nextCursor: string | null }>(`${path}${query}`);
  const lift = (id: string) => house.fetch(`${path}/${id}`, { method: "DELETE", headers: admin });

  test("lists what staff entered and vendors told, the newest first and page by page", async () => {
    await emptyTables(house.services.database);
    admin = await house.keyOf("admin");
    const bounced = await emailRow({ recipient: "bounced@example.org" });
    await insertEmails(house.services.database, [bounced]);
    const added: string[] = [];
    for (const name of ["a", "b", "c"]) added.unshift((await add(`${name}@example.org`)).address ?? "");
    house.world.advance(1000);
    await tell(item(bounced.id, "bounce", { type: "bounce" }));
    const first = await list("?limit=3");
    const second = await list(`?limit=3&cursor=${first.nextCursor}`);
    expect(first.items[0]).toMatchObject({
      address: "bounced@example.org",
      reason: "bounce",
      source: "sendgrid",
    });
    const found = [...first.items, ...second.items].map(({ address }) => address);
    expect(found.toSorted()).toEqual([...added, "bounced@example.org"].toSorted());
    expect([found.length, second.nextCursor]).toEqual([4, null]);
    expect((await list("?reason=staff")).items).toHaveLength(3);
  });

  test("an address is one however it is written, and stands there once", async () => {
    const [first, second] = [await add("Some.One@Example.ORG"), await add(" some.one@example.org")];
    expect(second).toEqual(first);
    expect(first).toMatchObject({ address: "Some.One@example.org", reason: "staff" });
  });

  test("what waits for it as an advertisement is not sent, what was asked for is", async () => {
    const waiting = { state: "queued", recipient: "waits@example.org", sent_at: null, claimed_at: null };
    const advertisement = await emailRow({ ...waiting, purpose: "advertisement", batch_id: "b" });
    const asked = await emailRow(waiting);
    await insertEmails(house.services.database, [advertisement, asked]);
    await add("waits@example.org");
    const stateOf = async (id: string) => (await emailById(house.services.database, id))?.state;
    expect([await stateOf(advertisement.id), await stateOf(asked.id)]).toEqual(["suppressed", "queued"]);
  });

  test("one that is lifted is written to again, and both is in the audit log without the address", async () => {
    const { id } = await add("lifted@example.org");
    expect((await lift(id)).status).toBe(200);
    expect((await lift(id)).status).toBe(404);
    expect((await list()).items.map(({ address }) => address)).not.toContain("lifted@example.org");
    const log = await ask<{ items: { action: string }[] }>(`/api/admin/audit-log?subjectId=${id}`);
    expect(log.items).toMatchObject([
      {
        action: "email-suppression.lift",
        before: { email: "l***@example.org", reason: "staff" },
        after: null,
      },
      {
        action: "email-suppression.add",
        before: null,
        after: { email: "l***@example.org", reason: "staff" },
      },
    ]);
    expect(JSON.stringify(log)).not.toContain("lifted@");
  });

  test("what is no address is 422", async () => {
    expect((await house.fetch(path, post({ address: "nobody" }, admin))).status).toBe(422);
  });
});
