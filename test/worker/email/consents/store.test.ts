import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../../../src/rooms/email/address.ts";
import { createConsentStore } from "../../../../src/rooms/email/consents/store.ts";
import { eachDatabase, emptyTables } from "../../../setup/databases.ts";
import { consentRow, emailRow, everyPurpose, newId, outcomes, put } from "./rows.ts";

const batch = { id: "batch-1", purpose: "newsletter", now: 2000 };

eachDatabase((getDatabase) => {
  const open = () => {
    const database = getDatabase();
    return { database, store: createConsentStore(database) };
  };

  describe("applying consents to a batch", () => {
    it("lets through who has confirmed this purpose, and takes out everybody else", async () => {
      const { database, store } = open();
      const consents = [
        await consentRow(),
        await consentRow({ address: "pending@example.org", state: "pending", confirmed_at: null }),
        await consentRow({ address: "gone@example.org", state: "withdrawn", withdrawn_at: 1500 }),
        await consentRow({ address: "other@example.org", purpose: "events" }),
      ];
      const addresses = [
        "Hong@example.org",
        ...consents.slice(1).map((row) => row.address!),
        "new@example.org",
      ];
      const emails = await Promise.all(addresses.map((recipient) => emailRow({ recipient })));
      const elsewhere = await emailRow({ batch_id: "batch-2", recipient: "new@example.org" });
      const sent = await emailRow({ recipient: "sent@example.org", state: "sent" });
      await put(database, { consents, emails: [...emails, elsewhere, sent] });
      for (let times = 0; times < 2; times++) {
        await database.atomically(store.applyConsents(batch));
        const found = await outcomes(database);
        expect(emails.map(({ id }) => found.emails[id])).toEqual(["queued", ...Array(4).fill("no-consent")]);
        expect([found.emails[elsewhere.id], found.emails[sent.id]]).toEqual(["queued", "sent"]);
      }
      const rows = await database.all(database.query.selectFrom("email_messages").selectAll().orderBy("id"));
      expect(rows.map((row) => row.consent_id)).toEqual([consents[0]!.id, ...Array(6).fill(null)]);
      expect(rows[1]).toMatchObject({ state: "suppressed", data: null, finished_at: 2000 });
    });

    it("may be done for some e-mails at a time, in the commit that records them", async () => {
      const { database, store } = open();
      const [first, second] = [await emailRow(), await emailRow({ recipient: "new@example.org" })];
      await put(database, { consents: [await consentRow()], emails: [second] });
      const insert = database.query.insertInto("email_messages").values(first);
      await database.atomically([insert, ...store.applyConsents(batch, [first.id])]);
      expect((await outcomes(database)).emails).toEqual({ [first.id]: "queued", [second.id]: "queued" });
      await database.atomically(store.applyConsents(batch, [second.id]));
      expect((await outcomes(database)).emails).toEqual({ [first.id]: "queued", [second.id]: "no-consent" });
    });
  });

  describe("withdrawing", () => {
    it("by an address ends all of its consents and the e-mails of batches that still wait", async () => {
      const { database, store } = open();
      const mine = await Promise.all(everyPurpose.map((purpose) => consentRow({ purpose })));
      const other = await consentRow({ address: "other@example.org" });
      const emails = [
        await emailRow({ consent_id: mine[0]!.id }),
        await emailRow({ consent_id: mine[1]!.id, batch_id: "batch-2" }),
        await emailRow({ consent_id: mine[0]!.id, batch_id: null, template: "consent-result" }),
        await emailRow({ consent_id: mine[0]!.id, batch_id: null, template: "consent-reminder" }),
        await emailRow({ consent_id: mine[0]!.id, batch_id: "batch-3", state: "sending" }),
        await emailRow({ consent_id: other.id, recipient: "other@example.org" }),
      ];
      await put(database, { consents: [...mine, other], emails });
      const digests = [await digestOf("hong@example.org"), await digestOf("nobody@example.org")];
      await database.atomically(store.withdraw({ digests }, { by: "complaint", at: 3000 }));
      const found = await outcomes(database);
      expect(emails.map(({ id }) => found.emails[id])).toEqual([
        ...["consent-withdrawn", "consent-withdrawn", "queued", "consent-withdrawn", "sending", "queued"],
      ]);
      expect(mine.map(({ id }) => found.consents[id])).toEqual(Array(3).fill("withdrawn"));
      expect(found.consents[other.id]).toBe("confirmed");
      expect(await store.find(mine[0]!.id)).toMatchObject({
        ...{ withdrawn_at: 3000, withdrawn_by: "complaint", noticed_at: null, remind_at: null, version: 2 },
      });
    });

    it("from one purpose, or one consent, leaves the others alone", async () => {
      const { database, store } = open();
      const [news, funds, events] = await Promise.all(everyPurpose.map((purpose) => consentRow({ purpose })));
      await put(database, { consents: [news!, funds!, events!] });
      const digests = [news!.digest];
      await database.atomically(store.withdraw({ digests, purpose: "events" }, { by: "vendor", at: 3000 }));
      await database.atomically(store.withdraw({ ids: [funds!.id] }, { by: "person", at: 3000 }));
      const { consents } = await outcomes(database);
      expect([news, funds, events].map((row) => consents[row!.id])).toEqual([
        ...["confirmed", "withdrawn", "withdrawn"],
      ]);
    });

    it("twice keeps the first time, and told of late ends nothing that was agreed to since", async () => {
      const { database, store } = open();
      const [early, late] = [
        await consentRow(),
        await consentRow({ address: "late@example.org", confirmed_at: 4000 }),
      ];
      await put(database, { consents: [early, late] });
      const whose = { ids: [early.id, late.id] };
      await database.atomically(store.withdraw(whose, { by: "person", at: 3000 }));
      await database.atomically(store.withdraw(whose, { by: "vendor", at: 3500 }));
      expect(await store.find(early.id)).toMatchObject({ withdrawn_at: 3000, withdrawn_by: "person" });
      expect(await store.find(late.id)).toMatchObject({ state: "confirmed" });
    });

    it("of thousands at once takes two queries", async () => {
      const { database, store } = open();
      await put(database, { consents: [await consentRow()] });
      const digests = Array.from({ length: 3000 }, (_, number) => String(number).padStart(64, "0"));
      const steps = store.withdraw({ digests: [...digests, await digestOf("hong@example.org")] }, late);
      expect(steps).toHaveLength(2);
      await database.atomically(steps);
      expect(Object.values((await outcomes(database)).consents)).toEqual(["withdrawn"]);
    });
  });

  it("whatever happens in whatever order, no e-mail waits that no confirmed consent allows", async () => {
    const { database, store } = open();
    const people = ["a@example.org", "b@example.org", "c@example.org"];
    const person = fc.constantFrom(...people);
    const purpose = fc.constantFrom(...everyPurpose);
    const event = fc.oneof(
      fc.record({ kind: fc.constant("confirm" as const), person, purpose }),
      fc.record({ kind: fc.constant("withdraw" as const), person, purpose: fc.option(purpose) }),
      fc.record({ kind: fc.constant("batch" as const), person, purpose }),
    );
    const check = async (events: readonly (typeof event extends fc.Arbitrary<infer E> ? E : never)[]) => {
      await emptyTables(database);
      let now = 1000;
      for (const { kind, person: address, purpose: which } of events) {
        now += 1;
        const digest = await digestOf(address);
        if (kind === "confirm") {
          const found = await store.findOf(digest, which!);
          const confirmed = { state: "confirmed", confirmed_at: now };
          const fresh = await consentRow({ address, purpose: which!, ...confirmed });
          await database.atomically([found ? store.update(found, confirmed) : store.insert(fresh)]);
        } else if (kind === "withdraw") {
          const whose = { digests: [digest], ...(which && { purpose: which }) };
          await database.atomically(store.withdraw(whose, { by: "person", at: now }));
        } else {
          const id = newId();
          const row = await emailRow({ recipient: address, batch_id: id });
          const insert = database.query.insertInto("email_messages").values(row);
          await database.atomically([insert, ...store.applyConsents({ id, purpose: which!, now })]);
        }
        const waiting = await database.all(
          database.query
            .selectFrom("email_messages")
            .leftJoin("mail_consents", "mail_consents.id", "email_messages.consent_id")
            .select(["mail_consents.state as consent", "mail_consents.digest", "recipient_digest"])
            .where("email_messages.state", "=", "queued"),
        );
        for (const one of waiting) {
          expect(one).toMatchObject({ consent: "confirmed", digest: one.recipient_digest });
        }
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 14 }), check), {
      numRuns: 25,
    });
  }, 60_000);

  it("an audience is who has confirmed, a page at a time", async () => {
    const { database, store } = open();
    const rows = await Promise.all(
      ["1", "2", "3"].map((name) => consentRow({ address: `${name}@example.org`, name })),
    );
    const others = [
      await consentRow({ address: "p@example.org", state: "pending" }),
      await consentRow({ purpose: "events" }),
    ];
    await put(database, { consents: [...rows, ...others] });
    const first = await store.confirmedAfter("newsletter", null, 2);
    expect(first).toEqual(
      rows.slice(0, 2).map(({ id, address, name }) => ({ id, address, name, language: "ko" })),
    );
    const next = await store.confirmedAfter("newsletter", first[1]!.id, 2);
    expect(next.map(({ id }) => id)).toEqual([rows[2]!.id]);
    expect(await store.confirmedAfter("newsletter", next[0]!.id, 2)).toEqual([]);
  });

  it("who was told, or reminded, is so only where nothing has changed since", async () => {
    const { database, store } = open();
    const told = await consentRow({ noticed_at: null });
    const changed = await consentRow({ address: "changed@example.org", noticed_at: null });
    const complaint = { state: "withdrawn", withdrawn_by: "complaint", noticed_at: null };
    const silent = await consentRow({ address: "silent@example.org", ...complaint, remind_at: null });
    await put(database, { consents: [told, changed, silent] });
    const rows = await store.unnoticed(10);
    expect(rows.map(({ id }) => id).toSorted()).toEqual([told.id, changed.id]);
    const due = await store.dueAt(5000, 10);
    expect(due.map(({ id }) => id).toSorted()).toEqual([told.id, changed.id]);
    expect(await store.dueAt(4999, 10)).toEqual([]);
    await database.atomically([store.update(changed, { language: "en" })]);
    await database.atomically([store.markNoticed(rows, 3000)]);
    expect((await store.unnoticed(10)).map(({ id }) => id)).toEqual([changed.id]);
    const again = await store.dueAt(5000, 10);
    await database.atomically([store.markReminded(again, 9000)]);
    expect(await store.dueAt(8999, 10)).toEqual([]);
  });

  it("who never confirmed is forgotten, and who has withdrawn but for a digest, which stays withdrawn", async () => {
    const { database, store } = open();
    const pending = { state: "pending", confirmed_at: null, token: "t" };
    const gone = { state: "withdrawn", withdrawn_at: 1500, withdrawn_by: "person" };
    const [fresh, old, returned, left] = [
      await consentRow({ ...pending, requested_at: 2000 }),
      await consentRow({ ...pending, address: "old@example.org" }),
      await consentRow({
        ...pending,
        address: "back@example.org",
        withdrawn_at: 500,
        withdrawn_by: "erasure",
      }),
      await consentRow({ ...gone, address: "left@example.org" }),
    ];
    const lasting = await consentRow({ address: "lasting@example.org" });
    await put(database, { consents: [fresh, old, returned, left, lasting] });
    expect(await store.forgetBefore(2000)).toBe(3);
    expect(await store.forgetBefore(2000)).toBe(0);
    expect((await outcomes(database)).consents).toEqual({
      ...{ [fresh.id]: "pending", [returned.id]: "withdrawn", [left.id]: "withdrawn" },
      [lasting.id]: "confirmed",
    });
    for (const { id } of [returned, left])
      expect(await store.find(id)).toMatchObject({ address: null, token: null, digest: expect.any(String) });
  });
});

const late = { by: "vendor", at: 9000 } as const;
