import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { givenRows, insertRows, isOneOf } from "../../../../src/platform/database/rows.ts";
import type { Schema } from "../../../../src/platform/database/schema.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { rawQuery } from "../../../setup/raw-query.ts";

type Suppression = Schema["email_suppressions"];

const row = (digest: string, changes: Partial<Suppression> = {}): Suppression => ({
  digest,
  address: null,
  reason: "bounce",
  source: "test",
  created_at: 1,
  ...changes,
});

/** Texts that a list in JSON, or a query written out, might turn into others. */
const texts: [what: string, text: string][] = [
  ["nothing", ""],
  ["Korean", "홍길동"],
  ["emoji", "👩‍👩‍👧‍👦 🔑"],
  ["quotes", `'"\`''""`],
  ["backslashes", "\\ \\\\ \\n \\' \\\" \\u0041 \\0"],
  ["line breaks", "a\r\nb\tc"],
  ["a separator of lines", "a\u2028b"],
  ["percents and question marks", "100 % ? ?? :a $1 @x"],
  ["a null byte", "a\0b"],
  ["the word null", "null"],
  ["digits", "0012"],
  ["JSON", '{"a":[1,"b"]}'],
  ["a comment", "/* a */ -- b # c"],
  ["spaces around it", "  a  "],
];

eachDatabase(
  (database, driver) => {
    const table = () => database().query.selectFrom("email_suppressions").selectAll();
    const all = () => database().all(table().orderBy("digest"));
    const insert = (...rows: Suppression[]) =>
      database().run(insertRows(database(), "email_suppressions", rows));
    const select = <Row extends object>(rows: readonly Row[]): Promise<Row[]> => {
      const query = sql<Row>`select * from ${givenRows(database(), rows)}`;
      return database().all(rawQuery(database(), query));
    };

    describe("rows that are inserted as one parameter", () => {
      it.each(texts)("come back as they were, with %s", async (_, text) => {
        const rows = [row("a", { address: text }), row("b", { address: null, reason: text.slice(0, 32) })];
        await insert(...rows);
        expect(await all()).toEqual(rows);
      });

      it("come back with integers up to the largest that JavaScript holds exactly", async () => {
        const most = Number.MAX_SAFE_INTEGER;
        const rows = [0, most, -most].map((created_at, index) => row(String(index), { created_at }));
        await insert(...rows);
        expect(await all()).toEqual(rows);
      });

      it("come back without what none of them has, as nulls and not as the word", async () => {
        await insert(row("a"), row("b"));
        expect(await database().all(table().where("address", "is", null))).toHaveLength(2);
      });

      it("may be a thousand of a kilobyte each", async () => {
        const rows = Array.from({ length: 1000 }, (_, index) =>
          row(String(index).padStart(4, "0"), {
            address: `${index} ${"홍".repeat(310)}\\'"`,
            created_at: index,
          }),
        );
        expect(new Blob([JSON.stringify(rows)]).size).toBeGreaterThan(1_000_000);
        await insert(...rows);
        expect(await all()).toEqual(rows);
      });

      it("leave those that are there as they are, and add the others", async () => {
        await insert(row("a", { address: "first" }));
        await insert(row("a", { address: "second" }), row("b"), row("b", { address: "twice" }));
        expect(await all()).toEqual([row("a", { address: "first" }), row("b")]);
      });

      it.skipIf(driver === "d1")(
        "fail as a whole where a text is longer than its column, and nothing is cut",
        async () => {
          await expect(insert(row("a"), row("b", { reason: "x".repeat(33) }))).rejects.toThrow();
          expect(await all()).toEqual([]);
        },
      );

      it("fail as a whole where something is missing, and none is left out", async () => {
        const without = row("b", { reason: null as unknown as string });
        await expect(insert(row("a"), without)).rejects.toThrow();
        expect(await all()).toEqual([]);
      });

      it("are undone with the steps that they stand beside", async () => {
        await insert(row("a"));
        const again = database().query.insertInto("email_suppressions").values(row("a"));
        const steps = [insertRows(database(), "email_suppressions", [row("b")]), again];
        await expect(database().atomically(steps)).rejects.toThrow();
        expect(await all()).toEqual([row("a")]);
      });
    });

    describe("rows that are given", () => {
      it("are a table of texts and integers", async () => {
        const rows = [
          { name: "홍길동", points: 5, note: null },
          { name: '"', points: -1, note: null },
        ];
        expect(await select(rows)).toEqual(rows);
      });

      it("have null where one of them has nothing, in columns of either kind", async () => {
        const rows = [
          { name: null, points: 5 },
          { name: "null", points: null },
        ];
        expect(await select(rows)).toEqual(rows);
      });

      it("find those of a table by a text, code point by code point", async () => {
        await insert(row("a", { address: "Hong@example.org" }), row("b", { address: "hong@example.org" }));
        const given = givenRows(database(), [{ wanted: "hong@example.org" }]);
        const found = sql<{
          digest: string;
        }>`select digest from ${given} join email_suppressions on address = wanted`;
        expect(await database().all(rawQuery(database(), found))).toEqual([{ digest: "b" }]);
      });

      it.each([
        ["none", []],
        ["rows of nothing", [{}]],
        ["a row with a field more", [{ a: 1 }, { a: 1, b: 2 }]],
        ["a row with a field less", [{ a: 1, b: 2 }, { a: 1 }]],
        ["a row with another field", [{ a: 1 }, { b: 1 }]],
        ["a fraction", [{ a: 1.5 }]],
        ["an integer that is not exact", [{ a: 2 ** 53 }]],
        ["no number", [{ a: Number.NaN }]],
        ["a truth", [{ a: true }]],
        ["nothing at all", [{ a: undefined }]],
        ["a list", [{ a: [1] }]],
        ["half a character", [{ a: "\ud83d" }]],
      ] as [string, object[]][])("are refused before they are asked: %s", (_, rows) => {
        expect(() => givenRows(database(), rows)).toThrow(TypeError);
      });
    });

    describe("a column that is one of a list", () => {
      const those = (ids: readonly string[]) =>
        database().all(
          table()
            .where(isOneOf(database(), "digest", ids))
            .orderBy("digest"),
        );

      it("finds the rows of a thousand ids, and of none", async () => {
        await insert(row("a"), row("b"), row("c"));
        const ids = ["a", "c", ...Array.from({ length: 998 }, () => crypto.randomUUID())];
        expect((await those(ids)).map(({ digest }) => digest)).toEqual(["a", "c"]);
        expect(await those([])).toEqual([]);
      });

      it.each(["a'", "a b", "", "a\\", "a--;", "가"])("takes no %s for an id", (id) => {
        expect(() => isOneOf(database(), "digest", [id])).toThrow(TypeError);
      });
    });
  },
  ["d1", "planetscale", "hyperdrive"],
);
