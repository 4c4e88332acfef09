import { expect, test } from "vitest";
import { createWorld } from "../../../src/platform/world.ts";
import { createEventStore } from "../../../src/rooms/email/events/event-store.ts";
import { createEmailStore } from "../../../src/rooms/email/store.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { insertEmails } from "../../setup/email-rows.ts";
import { finalState, generateMonth, recount } from "./month.ts";

const seed = Number(import.meta.env.VITE_MONTH_SEED ?? 20_261_126);
const count = Number(import.meta.env.VITE_MONTH_EMAILS ?? 3000);

eachDatabase((getDatabase) => {
  test("the statistics of a month are what counting its e-mails one by one comes to", async () => {
    const database = getDatabase();
    const { newId } = createWorld();
    const [events, emails] = [createEventStore(database), createEmailStore(database)];
    const month = await generateMonth(seed, count);
    await insertEmails(database, month.rows);

    const record = (delivery: (typeof month.deliveries)[number]) => () =>
      database.atomically(events.record(delivery, { id: newId(), at: Date.now(), source: "sendgrid" }));
    const settle = (claim: string) => () =>
      database.atomically([
        emails.countSent(claim, null),
        emails.settle(claim, { state: "sent", sent_at: 1, data: null, finished_at: 2 }, null),
      ]);
    // Records of calls come before, between and after the events of their e-mails.
    const [calls, work] = [[...month.recorded].map(settle), month.deliveries.map(record)];
    for (const [i, call] of calls.entries()) work.splice((i * 7) % (work.length + 1), 0, call);
    // Three at a time, as SendGrid posts.
    while (work.length > 0) await Promise.all(work.splice(0, 3).map((one) => one()));

    const rows = await database.all(database.query.selectFrom("email_statistics").selectAll());
    const kept = rows.map(({ day, batch_id, template, domain, ...figures }) => [
      [day, batch_id, template, domain].join("|"),
      figures,
    ]);
    const expected = [...recount(month)];
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(expected));
    expect(expected.length).toBeGreaterThan(300);

    const states = await database.all(database.query.selectFrom("email_messages").select(["id", "state"]));
    const byId = new Map(states.map(({ id, state }) => [id, state]));
    for (const row of month.rows.slice(0, 500)) expect(byId.get(row.id)).toBe(finalState(row, month));
  }, 120_000);
});
