import { expect, it } from "vitest";
import { exactlyOne } from "../../../../src/platform/database/port.ts";
import { databaseConflict, databaseGuardFailed } from "../../../../src/platform/database/problems.ts";
import { eachDatabase } from "../../../setup/databases.ts";

eachDatabase(
  (database) => {
    const set = (subject: string, bytes: number) =>
      database().query.insertInto("upload_quotas").values({ day: "2026-11-22", subject, bytes });
    const add = (subject: string, bytes: number, atMost = Number.MAX_SAFE_INTEGER) =>
      database()
        .query.updateTable("upload_quotas")
        .set((row) => ({ bytes: row("bytes", "+", bytes) }))
        .where("subject", "=", subject)
        .where("bytes", "<=", atMost - bytes);
    const read = async () => {
      const rows = await database().all(
        database().query.selectFrom("upload_quotas").select(["subject", "bytes"]),
      );
      return Object.fromEntries(rows.map(({ subject, bytes }) => [subject, bytes]));
    };

    it("runs every step", async () => {
      await database().atomically([set("a", 1), set("b", 2), exactlyOne(add("a", 10)), add("nobody", 1)]);
      expect(await read()).toEqual({ a: 11, b: 2 });
    });

    it("nothing to do is done", async () => {
      await expect(database().atomically([])).resolves.toBeUndefined();
    });

    it("a guarded step that changes no row leaves nothing behind", async () => {
      await database().run(set("a", 1));
      const batch = database().atomically([
        exactlyOne(add("a", 10)),
        set("b", 2),
        exactlyOne(add("a", 1, 11)),
        set("c", 3),
      ]);
      await expect(batch).rejects.toSatisfy(databaseGuardFailed.matches);
      expect(await read()).toEqual({ a: 1 });
    });

    it("a guarded step that changes two rows leaves nothing behind", async () => {
      await database().atomically([set("a", 1), set("b", 1)]);
      const both = database().query.updateTable("upload_quotas").set({ bytes: 9 });
      await expect(database().atomically([set("c", 1), exactlyOne(both)])).rejects.toSatisfy(
        databaseGuardFailed.matches,
      );
      expect(await read()).toEqual({ a: 1, b: 1 });
    });

    it("a guard looks at its own step, not at the one before", async () => {
      await database().run(set("a", 1));
      const batch = database().atomically([add("a", 10), exactlyOne(add("nobody", 1))]);
      await expect(batch).rejects.toSatisfy(databaseGuardFailed.matches);
      expect(await read()).toEqual({ a: 1 });
    });

    it("a guarded DELETE must hit its row", async () => {
      await database().run(set("a", 1));
      const remove = database().query.deleteFrom("upload_quotas").where("subject", "=", "a");
      await database().atomically([exactlyOne(remove)]);
      await expect(database().atomically([set("b", 1), exactlyOne(remove)])).rejects.toSatisfy(
        databaseGuardFailed.matches,
      );
      expect(await read()).toEqual({});
    });

    it("a duplicate key leaves nothing behind", async () => {
      await database().run(set("a", 1));
      const batch = database().atomically([set("b", 1), add("a", 10), set("a", 2)]);
      await expect(batch).rejects.toSatisfy(databaseConflict.matches);
      expect(await read()).toEqual({ a: 1 });
    });

    it("of two that spend the same rest at once, exactly one wins", async () => {
      await database().run(set("a", 0));
      const spend = () => database().atomically([exactlyOne(add("a", 60, 100))]);
      const outcomes = await Promise.allSettled([spend(), spend()]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const lost = outcomes.find(({ status }) => status === "rejected") as PromiseRejectedResult;
      expect(lost.reason).toSatisfy(databaseGuardFailed.matches);
      expect(await read()).toEqual({ a: 60 });
    });

    it("a query at the same time is no part of a batch that fails", async () => {
      const batch = database().atomically([set("a", 1), set("b", 1), exactlyOne(add("nobody", 1))]);
      const alone = database().run(set("c", 1));
      await Promise.allSettled([batch, alone]);
      expect(await read()).toEqual({ c: 1 });
    });
  },
  ["d1", "planetscale", "hyperdrive"],
);
