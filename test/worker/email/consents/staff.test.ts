import { sql } from "kysely";
import { beforeEach, describe, expect, it, test } from "vitest";
import { eachDatabase } from "../../../setup/databases.ts";
import { crashAfter } from "../../../setup/faults.ts";
import { operator } from "../../../setup/open-house.ts";
import { rawQuery } from "../../../setup/raw-query.ts";
import { openAudit } from "../../../setup/security-room.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";
import { openConsentRoom } from "./room.ts";
import { consentRow, emailRow, outcomes, put } from "./rows.ts";

const DAY = 24 * 60 * 60_000;
const origin = "https://tov.or.kr";

eachDatabase((getDatabase) => {
  let world: TestWorld;
  beforeEach(() => {
    world = createTestWorld();
  });
  const open = () => openConsentRoom(getDatabase(world), world);
  const paper = (more: object = {}) => ({
    ...{ email: "hong@example.org", name: "홍길동", purpose: "newsletter" as const, language: "ko" as const },
    ...{ textVersion: "2026-11", givenAt: world.now() - DAY, ...more },
  });
  const entries = () => openAudit(getDatabase(world), world).list({}, 50, null);
  const letters = async () =>
    (await getDatabase(world).all(getDatabase(world).query.selectFrom("email_messages").selectAll())).length;

  describe("a consent on paper", () => {
    it("is recorded with its date, its owner told, and the audit log told of it without saying whose it is", async () => {
      const { staff, store } = open();
      const given = paper();
      const recorded = await staff.record(operator, given, origin);
      expect(recorded).toMatchObject({
        ...{
          state: "confirmed",
          method: "staff",
          confirmedAt: given.givenAt,
          noticedAt: recorded.requestedAt,
        },
        remindAt: given.givenAt + 729 * DAY,
      });
      expect(await staff.record(operator, paper({ name: "다른 이름" }), origin)).toEqual(recorded);
      expect(await letters()).toBe(1);
      const told = await entries();
      expect(told).toMatchObject([
        { actor: "admin", action: "mail-consent.record", subject: { kind: "mail-consent", id: recorded.id } },
      ]);
      const rows = await getDatabase(world).all(rawQuery(getDatabase(world), sql`select * from audit_log`));
      const { digest } = (await store.find(recorded.id))!;
      for (const trace of ["hong", "홍길동", digest]) expect(JSON.stringify(rows)).not.toContain(trace);
    });

    it("makes one of what was asked for and never confirmed", async () => {
      const { staff } = open();
      const pending = await consentRow({ state: "pending", confirmed_at: null, token: "t" });
      await put(getDatabase(world), { consents: [pending] });
      expect(await staff.record(operator, paper(), origin)).toMatchObject({
        id: pending.id,
        state: "confirmed",
      });
    });

    test.each([
      ["of the future", () => world.now() + DAY],
      ["older than the last withdrawal", () => world.now() - 3 * DAY],
    ])("%s does not count", async (_, givenAt) => {
      const { staff } = open();
      const gone = { state: "withdrawn", withdrawn_at: world.now() - 2 * DAY, withdrawn_by: "person" };
      await put(getDatabase(world), { consents: [await consentRow(gone)] });
      await expect(staff.record(operator, paper({ givenAt: givenAt() }), origin)).rejects.toMatchObject({
        kind: { id: "email-consent-date" },
        errors: [{ pointer: "/body/givenAt" }],
      });
      expect(await letters()).toBe(0);
      expect(await staff.record(operator, paper(), origin)).toMatchObject({ withdrawnAt: null });
    });

    it("recorded by two at once is recorded once", async () => {
      const { staff } = open();
      const answers = await Promise.all([1, 2, 3].map(() => staff.record(operator, paper(), origin)));
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      expect([await letters(), (await entries()).length]).toEqual([1, 1]);
    });
  });

  describe("withdrawing for somebody", () => {
    it("ends the consent and what waits for it, tells its owner and the audit log, once", async () => {
      const { staff } = open();
      const row = await consentRow();
      const waiting = await emailRow({ consent_id: row.id });
      await put(getDatabase(world), { consents: [row], emails: [waiting] });
      const ended = await staff.withdraw(operator, row.id, origin);
      expect(ended).toMatchObject({ state: "withdrawn", withdrawnBy: "staff", noticedAt: ended.withdrawnAt });
      expect(await staff.withdraw(operator, row.id, origin)).toEqual(ended);
      expect((await outcomes(getDatabase(world))).emails[waiting.id]).toBe("consent-withdrawn");
      expect((await entries()).map(({ action }) => action)).toEqual(["mail-consent.withdraw"]);
      expect(await letters()).toBe(2);
    });

    it("of an unknown or forgotten consent is a problem", async () => {
      const { staff, store } = open();
      const row = await consentRow();
      await put(getDatabase(world), { consents: [row] });
      await store.forgetPerson({ accountId: null, email: "hong@example.org", phone: null }, world.now());
      for (const id of [row.id, "01995b1e-7c3a-7000-8000-00000000ffff"])
        await expect(staff.withdraw(operator, id, origin)).rejects.toMatchObject({
          kind: { id: "email-consent-not-found" },
        });
    });

    it("broken off after any step has done everything or nothing", async () => {
      const row = await consentRow();
      await put(getDatabase(world), { consents: [row] });
      for (let step = 1; step < 6; step++) {
        const { staff } = openConsentRoom(crashAfter(step)(getDatabase(world)), world);
        await staff.withdraw(operator, row.id, origin).catch(() => {});
        const { consents } = await outcomes(getDatabase(world));
        const ended = consents[row.id] === "withdrawn";
        expect([await letters(), (await entries()).length]).toEqual(ended ? [1, 1] : [0, 0]);
      }
      expect((await outcomes(getDatabase(world))).consents).toEqual({ [row.id]: "withdrawn" });
    });
  });

  it("lists, searches and exports; the audit log is told how many have left the house", async () => {
    const { staff } = open();
    const [a, b] = [await consentRow(), await consentRow({ purpose: "events", state: "pending" })];
    const other = await consentRow({ address: "other@example.org" });
    const forgotten = await consentRow({ address: "forgotten@example.org" });
    await put(getDatabase(world), { consents: [a, b, other, { ...forgotten, address: null }] });
    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
    expect(ids(await staff.list({}, 10, null))).toEqual([other.id, b.id, a.id]);
    expect(ids(await staff.list({}, 1, other.id))).toEqual([b.id]);
    expect(ids(await staff.list({ purpose: "newsletter", state: "confirmed" }, 10, null))).toEqual([
      ...[other.id, a.id],
    ]);
    expect(ids(await staff.search("HONG@example.org"))).toEqual([a.id, b.id]);
    expect(ids(await staff.export(operator, { purpose: "newsletter" }, 10, null))).toEqual([other.id, a.id]);
    expect(await entries()).toMatchObject([
      { action: "mail-consent.export", subject: { id: "newsletter" }, after: { count: 2 } },
    ]);
  });
});
