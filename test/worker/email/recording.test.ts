import { beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../../src/platform/database/port.ts";
import type { EmailEvent, EventKind } from "../../../src/rooms/email/events/event.ts";
import { createEventStore } from "../../../src/rooms/email/events/event-store.ts";
import { createStatisticsStore } from "../../../src/rooms/email/events/statistics-store.ts";
import { createEmailStore, type EmailRow } from "../../../src/rooms/email/store.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { emailById, emailRow, insertEmails } from "../../setup/email-rows.ts";

const event = (message: string, kind: EventKind, changes: Partial<EmailEvent> = {}): EmailEvent => ({
  ...{ id: crypto.randomUUID(), message, kind, at: 5000, machine: false, detail: null },
  ...changes,
});

eachDatabase((getDatabase) => {
  let database: Database;
  beforeEach(() => {
    database = getDatabase();
  });
  const receive = (...events: EmailEvent[]) =>
    database.atomically(
      createEventStore(database).record(events, { id: crypto.randomUUID(), at: 9000, source: "sendgrid" }),
    );
  const email = async (changes: Partial<EmailRow> = {}) => {
    const row = await emailRow(changes);
    await insertEmails(database, [row]);
    return row;
  };
  const rowOf = ({ id }: { id: string }) => emailById(database, id);
  const total = () => createStatisticsStore(database).total({});
  const suppressions = () => database.all(database.query.selectFrom("email_suppressions").selectAll());
  const sending = {
    state: "sending",
    claim: "call",
    claimed_at: 3000,
    sent_at: null,
    finished_at: null,
    data: "x",
  };

  describe("an event before the record of its call", () => {
    test("proves that the call was taken, and the record that follows counts nothing again", async () => {
      const row = await email(sending);
      await receive(event(row.id, "processed"));
      expect(await rowOf(row)).toMatchObject({ state: "sent", sent_at: 3000, finished_at: 9000, data: null });
      const emails = createEmailStore(database);
      await database.atomically([
        emails.countSent("call", null),
        emails.settle("call", { state: "sent", sent_at: 1 }, null),
      ]);
      expect(await total()).toMatchObject({ sent: 1, delivered: 0 });
      expect(await rowOf(row)).toMatchObject({ sent_at: 3000 });
    });

    test("ends the doubt of an e-mail whose answer was lost", async () => {
      const row = await email({ ...sending, state: "unknown", failure: "answer-lost" });
      await receive(event(row.id, "delivered"));
      expect(await rowOf(row)).toMatchObject({ state: "delivered", failure: null, delivered_at: 5000 });
      expect(await total()).toMatchObject({ sent: 1, delivered: 1 });
    });

    test("keeps an e-mail that was put back from being sent again, and counts it on the day of its event", async () => {
      const row = await email({ ...sending, state: "queued", claim: null, claimed_at: null });
      await receive(event(row.id, "deferred", { at: Date.parse("2026-11-25T15:00:00Z") }));
      expect(await rowOf(row)).toMatchObject({ state: "sent", version: 2 });
      const rows = await createStatisticsStore(database).by("day", {}, 10);
      expect(rows).toMatchObject([{ key: "2026-11-26", sent: 1 }]);
    });
  });

  test.each([
    ["processed", "sent"],
    ["deferred", "sent"],
    ["delivered", "delivered"],
    ["open", "delivered"],
    ["click", "delivered"],
    ["complaint", "delivered"],
    ["unsubscribe", "delivered"],
    ["blocked", "blocked"],
    ["bounce", "bounced"],
  ] as const)("%s makes an e-mail %s", async (kind, state) => {
    const row = await email();
    await receive(event(row.id, kind));
    expect(await rowOf(row)).toMatchObject({ state });
  });

  test.each([
    ["bounced", "bounced", "bounce"],
    ["invalid", "bounced", "bounce"],
    ["complaint", "blocked", "complaint"],
    ["unsubscribed", "blocked", null],
    ["other", "blocked", null],
  ])("dropped because of “%s” makes an e-mail %s", async (detail, state, reason) => {
    const row = await email();
    await receive(event(row.id, "dropped", { detail }));
    expect(await rowOf(row)).toMatchObject({ state });
    expect(await suppressions()).toMatchObject(reason === null ? [] : [{ reason, address: row.recipient }]);
  });

  test("the order in which events come changes nothing", async () => {
    const kinds = ["processed", "delivered", "open", "click", "bounce"] as const;
    const [forward, backward, whole] = [await email(), await email(), await email()];
    const events = ({ id }: EmailRow) => kinds.map((kind, i) => event(id, kind, { at: 5000 + i }));
    for (const one of events(forward)) await receive(one);
    for (const one of events(backward).toReversed()) await receive(one);
    await receive(...events(whole));
    const firsts = {
      delivered_at: 5001,
      opened_at: 5002,
      clicked_at: 5003,
      bounced_at: 5004,
      state: "bounced",
    };
    for (const row of [forward, backward, whole]) expect(await rowOf(row)).toMatchObject(firsts);
    expect(await total()).toMatchObject({ sent: 0, delivered: 3, opened: 3, clicked: 3, bounced: 3 });
  });

  test("the first time of a thing counts, also when it is told last", async () => {
    const row = await email();
    await receive(event(row.id, "open", { at: 7000 }));
    await receive(event(row.id, "open", { at: 6000 }), event(row.id, "open", { at: 6500 }));
    await receive(event(row.id, "delivered", { at: 5500 }));
    expect(await rowOf(row)).toMatchObject({ opened_at: 6000, delivered_at: 5500 });
    expect(await total()).toMatchObject({ delivered: 1, opened: 1 });
  });

  test("what a program opened was not opened by a person", async () => {
    const row = await email();
    await receive(event(row.id, "open", { machine: true }));
    expect(await rowOf(row)).toMatchObject({ machine_opened_at: 5000, opened_at: null, delivered_at: 5000 });
    expect(await total()).toMatchObject({ delivered: 1, opened: 0, machineOpened: 1 });
  });

  test("the same events told by several at once count once", async () => {
    const rows = await Promise.all(Array.from({ length: 40 }, (_, i) => emailRow({ batch_id: `b${i % 3}` })));
    await insertEmails(
      database,
      rows.map((row, i) => ({ ...row, recipient_digest: `d${i}` })),
    );
    const events = rows.flatMap(({ id }) => [event(id, "delivered"), event(id, "open"), event(id, "bounce")]);
    const halves = [events.slice(0, 80), events.slice(40), events.toReversed()];
    await Promise.all([...halves, ...halves].map((half) => receive(...half)));
    expect(await total()).toMatchObject({ delivered: 40, opened: 40, bounced: 40 });
    const kept = await database.all(database.query.selectFrom("email_events").select("id"));
    expect(kept).toHaveLength(120);
  });

  test("different events of the same e-mails told by many at once all count", async () => {
    const rows = await Promise.all(Array.from({ length: 50 }, () => emailRow()));
    await insertEmails(database, rows);
    const deliveries = Array.from({ length: 12 }, (_, i) =>
      rows.map(({ id }) => event(id, i % 2 ? "open" : "click", { at: 6000 - i })),
    );
    await Promise.all(deliveries.map((one, i) => receive(...(i % 3 ? one : one.toReversed()))));
    expect(await total()).toMatchObject({ delivered: 50, opened: 50, clicked: 50 });
    for (const row of rows) expect(await rowOf(row)).toMatchObject({ opened_at: 5989, clicked_at: 5990 });
  });

  describe("of an address at which nothing arrives", () => {
    test("what waits is not sent, whatever it is about; of others it is", async () => {
      const bounced = await email({ recipient: "Old@example.org" });
      const waiting = await email({ ...sending, state: "queued", recipient: "old@example.org" });
      const batch = await email({ ...sending, state: "queued", recipient: "old@example.org", batch_id: "b" });
      const other = await email({ ...sending, state: "queued", recipient: "new@example.org" });
      await receive(event(bounced.id, "bounce"), event(bounced.id, "bounce"));
      for (const row of [waiting, batch])
        expect(await rowOf(row)).toMatchObject({
          state: "suppressed",
          failure: "suppressed",
          data: null,
          version: 2,
        });
      expect(await rowOf(other)).toMatchObject({ state: "queued", data: "x" });
      expect(await suppressions()).toMatchObject([
        { digest: bounced.recipient_digest, reason: "bounce", source: "sendgrid", created_at: 9000 },
      ]);
    });

    test("a complaint weighs more than a bounce, and a bounce more than what staff entered", async () => {
      const row = await email();
      const entered = { digest: row.recipient_digest, address: row.recipient, created_at: 1, source: "key" };
      await database.run(
        database.query.insertInto("email_suppressions").values({ ...entered, reason: "staff" }),
      );
      const reason = async () => (await suppressions()).map((one) => one.reason);
      await receive(event(row.id, "bounce"));
      expect(await reason()).toEqual(["bounce"]);
      await receive(event(row.id, "complaint"));
      expect(await reason()).toEqual(["complaint"]);
      await receive(event(row.id, "bounce"));
      expect(await reason()).toEqual(["complaint"]);
    });

    test("an old event that comes again brings back nothing that staff have lifted", async () => {
      const row = await email();
      const bounce = event(row.id, "bounce");
      await receive(bounce);
      await database.run(database.query.deleteFrom("email_suppressions"));
      await receive(bounce);
      expect(await suppressions()).toEqual([]);
    });
  });

  test("a block suppresses nobody, and leaves a batch's e-mail what it says", async () => {
    const row = await email({ ...sending, batch_id: "b" });
    await receive(event(row.id, "blocked"));
    expect(await suppressions()).toEqual([]);
    expect(await rowOf(row)).toMatchObject({ state: "blocked", data: "x" });
  });

  test("what was blocked and waits to be sent again stays in the queue whatever is told of its first call", async () => {
    const again = { state: "queued", claim: null, blocked_at: 4000, batch_id: "b", data: "x" };
    const [early, arrived] = [await email(again), await email({ ...again, recipient: "b@example.org" })];
    await receive(event(early.id, "processed"), event(arrived.id, "delivered"));
    expect(await rowOf(early)).toMatchObject({ state: "queued", data: "x" });
    expect(await rowOf(arrived)).toMatchObject({ state: "delivered", data: null });
  });

  test("events go with their e-mails, and the figures stay", async () => {
    const person = { accountId: null, email: "hana@example.org", phone: null };
    const [mine, other] = [await email(), await email({ recipient: "other@example.org", finished_at: 10 })];
    await receive(event(mine.id, "open"), event(other.id, "open"));
    const emails = createEmailStore(database);
    const left = async () =>
      (await database.all(database.query.selectFrom("email_events").select("message_id"))).map(
        ({ message_id }) => message_id,
      );
    expect([await emails.forgetPerson(person, []), await left()]).toEqual([1, [other.id]]);
    expect([await emails.forgetFinished(10), await left()]).toEqual([0, [other.id]]);
    expect([await emails.forgetFinished(11), await left()]).toEqual([1, []]);
    expect(await total()).toMatchObject({ opened: 2 });
  });
});
