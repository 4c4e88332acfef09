import { describe, expect, test } from "vitest";
import { createConsentStore } from "../../../src/rooms/email/consents/store.ts";
import { dropReasons, type EmailEvent, eventKind } from "../../../src/rooms/email/events/event.ts";
import { createEventStore } from "../../../src/rooms/email/events/event-store.ts";
import { createReception } from "../../../src/rooms/email/events/reception.ts";
import { consentsEndedBy } from "../../../src/rooms/email/events/withdrawals.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { emailRow, insertEmails } from "../../setup/email-rows.ts";
import { createTestWorld } from "../../setup/test-world.ts";
import { consentRow, outcomes, put, emailRow as waitingRow } from "./consents/rows.ts";

const event = (message: string, kind: EmailEvent["kind"], changes: Partial<EmailEvent> = {}): EmailEvent => ({
  ...{ id: crypto.randomUUID(), message, kind, at: 2000, machine: false, detail: null },
  ...changes,
});

eachDatabase((getDatabase) => {
  const receive = (...events: EmailEvent[]) => {
    const [database, world] = [getDatabase(), createTestWorld()];
    const driver = { name: "sendgrid", read: async () => ({ events, malformed: 0, passedOver: 0 }) };
    const parts = { driver, store: createEventStore(database), consents: createConsentStore(database) };
    return createReception({ ...parts, database, world }).receive({
      header: () => null,
      body: new Uint8Array(),
    });
  };

  describe("consents of somebody who", () => {
    const ending = [
      ...(["complaint", "unsubscribe"] as const).map((kind) => ({ kind, detail: null })),
      ...(["complaint", "unsubscribed"] as const).map((detail) => ({ kind: "dropped" as const, detail })),
    ];
    const staying = [
      ...eventKind.options.filter((kind) => !["complaint", "unsubscribe", "dropped"].includes(kind)),
    ].map((kind) => ({ kind, detail: null }));
    const dropped = dropReasons
      .filter((reason) => !["complaint", "unsubscribed"].includes(reason))
      .map((detail) => ({ kind: "dropped" as const, detail }));

    test.each(ending)(
      "$kind ($detail) end, all of them, and what waits under them",
      async ({ kind, detail }) => {
        const database = getDatabase();
        const [newsletter, events] = [await consentRow(), await consentRow({ purpose: "events" })];
        const other = await consentRow({ address: "other@example.org" });
        const waiting = await waitingRow({ consent_id: newsletter.id, batch_id: "later" });
        await put(database, { consents: [newsletter, events, other], emails: [waiting] });
        const sent = await emailRow({ recipient: "Hong@example.org" });
        await insertEmails(database, [sent]);
        await receive(event(sent.id, kind, { detail }));
        const found = await outcomes(database);
        expect(found.consents).toEqual({
          [newsletter.id]: "withdrawn",
          [events.id]: "withdrawn",
          [other.id]: "confirmed",
        });
        expect(found.emails[waiting.id]).toMatch(/^(consent-withdrawn|suppressed)$/);
        const row = await createConsentStore(database).find(newsletter.id);
        const by = kind === "complaint" || detail === "complaint" ? "complaint" : "vendor";
        expect(row).toMatchObject({ withdrawn_by: by, withdrawn_at: 2000, noticed_at: null });
      },
    );

    test.each([...staying, ...dropped])("$kind ($detail) stay", async ({ kind, detail }) => {
      const database = getDatabase();
      const consent = await consentRow();
      await put(database, { consents: [consent] });
      const sent = await emailRow({ recipient: "hong@example.org" });
      await insertEmails(database, [sent]);
      await receive(event(sent.id, kind, { detail }));
      expect((await outcomes(database)).consents).toEqual({ [consent.id]: "confirmed" });
    });

    test("agreed again since are not ended by what comes late", async () => {
      const database = getDatabase();
      const consent = await consentRow({ confirmed_at: 3000 });
      await put(database, { consents: [consent] });
      const sent = await emailRow({ recipient: "hong@example.org" });
      await insertEmails(database, [sent]);
      await receive(event(sent.id, "unsubscribe"), event(crypto.randomUUID(), "unsubscribe"));
      expect((await outcomes(database)).consents).toEqual({ [consent.id]: "confirmed" });
    });
  });
});

test("a thousand withdrawals in one delivery are a few, none of them earlier than it happened", () => {
  const events = Array.from({ length: 1000 }, (_, i) =>
    event(`m${i}`, i % 2 ? "complaint" : "unsubscribe", { at: 1000 + (i % 100) }),
  );
  const ended = consentsEndedBy(events, new Map(events.map(({ message }) => [message, `d-${message}`])));
  expect(ended).toHaveLength(8);
  expect(ended.flatMap(({ digests }) => digests)).toHaveLength(1000);
  for (const { digests, withdrawal } of ended)
    for (const one of events.filter(({ message }) => digests.includes(`d-${message}`)))
      expect(withdrawal.at).toBeGreaterThanOrEqual(one.at);
});

test("a few withdrawals keep their times", () => {
  const events = [30, 10, 20].map((at, i) => event(`m${i}`, "unsubscribe", { at }));
  const digests = new Map(events.map(({ message }) => [message, message]));
  expect(consentsEndedBy(events, digests)).toEqual([
    { digests: ["m1"], withdrawal: { by: "vendor", at: 10 } },
    { digests: ["m2"], withdrawal: { by: "vendor", at: 20 } },
    { digests: ["m0"], withdrawal: { by: "vendor", at: 30 } },
  ]);
});
