import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../../../src/platform/database/port.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { crashAfter } from "../../../setup/faults.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";
import { openConsentRoom } from "./room.ts";
import { consentRow, put } from "./rows.ts";

const DAY = 24 * 60 * 60_000;
/** Noon in Korea. */
const noon = Date.UTC(2026, 10, 26, 3);

eachDatabase((getDatabase) => {
  let world: TestWorld;
  beforeEach(() => {
    world = createTestWorld();
    world.advance(noon - world.now());
  });
  const open = (wrap = (database: Database) => database) => openConsentRoom(wrap(getDatabase(world)), world);
  const letters = () =>
    getDatabase(world).all(
      getDatabase(world)
        .query.selectFrom("email_messages")
        .select(["template", "recipient", "consent_id", "purpose", "state"])
        .orderBy("recipient"),
    );
  const messages = async () =>
    (await getDatabase(world).all(getDatabase(world).query.selectFrom("outbox_messages").select("id")))
      .length;

  describe("telling what came of a consent that a vendor's event has ended", () => {
    it("is done once, and not to those who have called us spammers", async () => {
      const { duties, store } = open();
      const database = getDatabase(world);
      const [gone, angry] = [await consentRow(), await consentRow({ address: "angry@example.org" })];
      await put(database, { consents: [gone, angry, await consentRow({ address: "stays@example.org" })] });
      const at = world.now();
      await database.atomically([
        ...store.withdraw({ ids: [gone.id] }, { by: "vendor", at }),
        ...store.withdraw({ ids: [angry.id] }, { by: "complaint", at }),
      ]);
      expect(await duties.tell()).toEqual({ told: 1 });
      expect(await duties.tell()).toEqual({ told: 0 });
      expect(await letters()).toEqual([
        {
          ...{ template: "consent-result", recipient: "hong@example.org", consent_id: gone.id },
          ...{ purpose: "transactional", state: "queued" },
        },
      ]);
      expect(await messages()).toBe(1);
      expect((await store.find(gone.id))?.noticed_at).toBeGreaterThanOrEqual(at);
    });

    it("tells of each change by itself", async () => {
      const { duties, store } = open();
      const [database, row] = [getDatabase(world), await consentRow({ noticed_at: null })];
      await put(database, { consents: [row] });
      await duties.tell();
      await database.atomically(store.withdraw({ ids: [row.id] }, { by: "vendor", at: world.now() }));
      await duties.tell();
      expect(await letters()).toHaveLength(2);
    });
  });

  describe("asking after two years whether a consent stays", () => {
    const given = (days: number) => {
      const confirmed_at = world.now() - days * DAY;
      return { confirmed_at, remind_at: confirmed_at + 729 * DAY };
    };

    it("is done before the second anniversary, once, and again two years later; silence keeps the consent", async () => {
      const { duties, store } = open();
      const [due, early] = [
        await consentRow(given(729)),
        await consentRow({ address: "early@example.org", ...given(728) }),
      ];
      await put(getDatabase(world), { consents: [due, early] });
      expect(await duties.remind()).toEqual({ reminded: 1 });
      expect(await duties.remind()).toEqual({ reminded: 0 });
      expect(await letters()).toMatchObject([{ template: "consent-reminder", consent_id: due.id }]);
      expect((await store.find(due.id))?.state).toBe("confirmed");
      world.advance(729 * DAY);
      expect(await duties.remind()).toEqual({ reminded: 2 });
    });

    it("waits for the morning", async () => {
      const { duties } = open();
      await put(getDatabase(world), { consents: [await consentRow(given(800))] });
      world.advance(12 * 60 * 60_000);
      expect(await duties.remind()).toEqual({ reminded: 0 });
      world.advance(9.5 * 60 * 60_000);
      expect(await duties.remind()).toEqual({ reminded: 1 });
    });

    it("asks nobody who has withdrawn, and takes back what was not sent yet of who withdraws then", async () => {
      const { duties, store } = open();
      const gone = { state: "withdrawn", withdrawn_at: 1 };
      const due = await consentRow(given(730));
      await put(getDatabase(world), {
        consents: [due, await consentRow({ address: "gone@example.org", ...gone, ...given(730) })],
      });
      expect(await duties.remind()).toEqual({ reminded: 1 });
      const ends = store.withdraw({ ids: [due.id] }, { by: "person", at: world.now() });
      await getDatabase(world).atomically(ends);
      expect(await letters()).toMatchObject([{ state: "suppressed" }]);
    });

    it("of hundreds takes few queries, a run at a time", async () => {
      const rows = await Promise.all(
        Array.from({ length: 310 }, (_, number) =>
          consentRow({ address: `${number}@example.org`, ...given(730) }),
        ),
      );
      const database = getDatabase(world);
      await put(database, { consents: rows });
      let queries = 0;
      const { duties } = open((real) => ({
        ...real,
        all(query) {
          queries += 1;
          return real.all(query);
        },
        atomically(steps) {
          queries += steps.length;
          return real.atomically(steps);
        },
      }));
      expect(await duties.remind()).toEqual({ reminded: 300 });
      expect(queries).toBeLessThanOrEqual(5);
      expect(await duties.remind()).toEqual({ reminded: 10 });
      expect(await messages()).toBe(310);
    });

    it("broken off anywhere, or done by two at once, asks everybody once", async () => {
      await put(getDatabase(world), {
        consents: [
          await consentRow(given(730)),
          await consentRow({ address: "b@example.org", ...given(730) }),
        ],
      });
      for (const step of [1, 2, 3]) {
        const { duties } = open(crashAfter(step));
        await duties.remind().catch(() => {});
      }
      await Promise.allSettled([open().duties.remind(), open().duties.remind()]);
      expect((await letters()).map(({ recipient }) => recipient)).toEqual([
        "b@example.org",
        "hong@example.org",
      ]);
      expect(await messages()).toBe(2);
    });
  });

  it("what was never confirmed is forgotten after thirty days", async () => {
    const { duties } = open();
    const pending = { state: "pending", confirmed_at: null, requested_at: world.now() - 31 * DAY };
    await put(getDatabase(world), { consents: [await consentRow(pending)] });
    expect(await duties.forgetOld()).toEqual({ forgotten: 1 });
    expect(await duties.forgetOld()).toEqual({ forgotten: 0 });
  });
});
