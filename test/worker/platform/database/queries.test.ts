import { expect, it } from "vitest";
import { contains } from "../../../../src/platform/database/contains.ts";
import type { Database } from "../../../../src/platform/database/port.ts";
import { databaseConflict } from "../../../../src/platform/database/problems.ts";
import type { ApiKeysTable } from "../../../../src/platform/database/schema.ts";
import { insertIgnoring, insertOrUpdate } from "../../../../src/platform/database/upsert.ts";
import { eachDatabase } from "../../../setup/databases.ts";

const key = (id: string, name = id, createdAt = 1): ApiKeysTable => ({
  id,
  name,
  hash: `hash of ${id}`,
  scopes: "[]",
  created_at: createdAt,
  expires_at: null,
  revoked_at: null,
});

eachDatabase(
  (database) => {
    const insert = (...keys: ApiKeysTable[]) =>
      database().run(database().query.insertInto("api_keys").values(keys));
    const find = (id: string) =>
      database().first(database().query.selectFrom("api_keys").selectAll().where("id", "=", id));

    it("a row comes back as it was written", async () => {
      const row = { ...key("a", "사무국 키 🔑"), scopes: '["files:read"]', expires_at: 1_800_000_000_000 };
      expect(await insert(row)).toEqual({ changed: 1 });
      expect(await find("a")).toEqual(row);
    });

    it("first answers undefined where there is no row", async () => {
      expect(await find("nobody")).toBeUndefined();
    });

    it("run counts the rows that it changed", async () => {
      await insert(key("a"), key("b"), key("c"));
      const revoke = database().query.updateTable("api_keys").set({ revoked_at: 5 }).where("id", "<>", "a");
      expect(await database().run(revoke)).toEqual({ changed: 2 });
      expect(await database().run(database().query.deleteFrom("api_keys"))).toEqual({ changed: 3 });
      expect(await database().run(database().query.deleteFrom("api_keys"))).toEqual({ changed: 0 });
    });

    it("pages by time and id meet every row once", async () => {
      await insert(
        ...["a", "b", "c", "d", "e", "f", "g"].map((id, index) => key(id, id, Math.floor(index / 3))),
      );
      const seen: string[] = [];
      for (
        let page = await readPage(database());
        page.length > 0;
        page = await readPage(database(), page.at(-1))
      ) {
        seen.push(...page.map(({ id }) => id));
      }
      expect(seen).toEqual(["g", "f", "e", "d", "c", "b", "a"]);
    });

    it("a duplicate key is a conflict", async () => {
      await insert(key("a"));
      await expect(insert(key("a"))).rejects.toSatisfy(databaseConflict.matches);
      await expect(insert({ ...key("b"), hash: key("a").hash })).rejects.toSatisfy(databaseConflict.matches);
    });

    it("ids and names differ by case, accent and width", async () => {
      await insert(key("abc"), key("ABC", "É"), key("Abc", "e"), key("aBc", "ｅ"));
      expect((await find("ABC"))?.name).toBe("É");
      const named = database().query.selectFrom("api_keys").select("id").where("name", "=", "e");
      expect(await database().all(named)).toEqual([{ id: "Abc" }]);
    });

    it("texts are ordered by code point", async () => {
      await insert(...["b", "a", "B", "_", "1"].map((id) => key(id)));
      const ids = await database().all(database().query.selectFrom("api_keys").select("id").orderBy("id"));
      expect(ids.map(({ id }) => id)).toEqual(["1", "B", "_", "a", "b"]);
    });

    it("an id that can only be somebody's invention finds nothing", async () => {
      await insert(key("a"));
      for (const id of ["한글", "👻", "' or 1=1 --", "\\", "a\u0000", "x".repeat(10_000), "\ud800"]) {
        expect(await find(id)).toBeUndefined();
      }
    });

    it("contains takes every sign for itself", async () => {
      await insert(key("a", "100% 면"), key("b", "100 면"), key("c", "면_이름"), key("d", "면-이름"));
      const search = async (text: string) => {
        const query = database()
          .query.selectFrom("api_keys")
          .select("id")
          .where(contains("api_keys.name", text));
        return (await database().all(query.orderBy("id"))).map(({ id }) => id);
      };
      expect(await search("면")).toEqual(["a", "b", "c", "d"]);
      expect(await search("0%")).toEqual(["a"]);
      expect(await search("면_")).toEqual(["c"]);
    });

    it("insertIgnoring leaves the row that is there, and says so", async () => {
      expect(await database().run(insertIgnoring(database(), "api_keys", key("a", "first")))).toEqual({
        changed: 1,
      });
      expect(await database().run(insertIgnoring(database(), "api_keys", key("a", "second")))).toEqual({
        changed: 0,
      });
      expect((await find("a"))?.name).toBe("first");
    });

    it("insertOrUpdate adds to the row that is there", async () => {
      const row = { day: "2026-11-22", subject: "all", bytes: 10 };
      const add = () =>
        insertOrUpdate(database(), "upload_quotas", row, ["day", "subject"], (old) => ({
          bytes: old("bytes", "+", 10),
        }));
      for (let i = 0; i < 3; i++) await database().run(add());
      expect(await database().all(database().query.selectFrom("upload_quotas").selectAll())).toEqual([
        { ...row, bytes: 30 },
      ]);
    });
  },
  ["d1", "planetscale", "hyperdrive"],
);

/** Three rows, newest first, after the given one. */
function readPage(database: Database, after?: { id: string; created_at: number }) {
  let query = database.query.selectFrom("api_keys").select(["id", "created_at"]);
  if (after) {
    query = query.where((row) =>
      row.or([
        row("created_at", "<", after.created_at),
        row.and([row("created_at", "=", after.created_at), row("id", "<", after.id)]),
      ]),
    );
  }
  return database.all(query.orderBy("created_at", "desc").orderBy("id", "desc").limit(3));
}
