import { sql } from "kysely";
import { expect, it } from "vitest";
import { eachDatabase } from "../../../setup/databases.ts";
import { echo, rawQuery } from "../../../setup/raw-query.ts";

eachDatabase(
  (database) => {
    const ask = async (expression: string) => {
      const query = sql<{ answer: unknown }>`select ${sql.raw(expression)} as answer`;
      return (await database().first(rawQuery(database(), query)))?.answer;
    };

    it("integers come back as numbers", async () => {
      const integers = [0, -1, 42, 2 ** 31, -(2 ** 40), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
      for (const value of integers) expect(await echo(database(), value)).toBe(value);
    });

    it("fractions come back as numbers", async () => {
      expect(await echo(database(), 0.25)).toBe(0.25);
      expect(await echo(database(), -1234.5)).toBe(-1234.5);
    });

    it("counts, sums and averages are numbers", async () => {
      expect(await ask("count(*)")).toBe(1);
      expect(await ask("sum(3000000000)")).toBe(3_000_000_000);
      expect(await ask("avg(1.5)")).toBe(1.5);
      expect(await ask("1 = 1")).toBe(1);
    });

    it("an integer beyond 2^53 throws instead of being rounded", async () => {
      await expect(ask("9007199254740993")).rejects.toThrow(/beyond 2\^53/);
    });

    it("texts come back letter for letter", async () => {
      const texts = [
        "",
        "한글 파일 (최종).hwp",
        "가",
        "👩‍👩‍👧 🇰🇷",
        'it\'s "quoted" `so`',
        "a\\b\\'c\\",
        "50% _x_",
        "? ?1 :a @b",
        "\ufeff\r\n\t\u001a",
        "-- /* */ ; --",
      ];
      for (const text of texts) expect(await echo(database(), text)).toBe(text);
    });

    it("JSON is text", async () => {
      const json = await ask("json_object('name', '한글')");
      expect(JSON.parse(json as string)).toEqual({ name: "한글" });
    });

    it("bytes come back as a Uint8Array, also from a part of a buffer", async () => {
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      for (const bytes of [all, all.subarray(65, 70)]) {
        const answer = await echo(database(), bytes);
        expect(answer).toBeInstanceOf(Uint8Array);
        expect(answer).toEqual(new Uint8Array(bytes));
      }
    });

    it("no bytes are a value too", async () => {
      const query = sql<{ answer: unknown }>`select length(${new Uint8Array(0)}) as answer`;
      expect(await database().first(rawQuery(database(), query))).toEqual({ answer: 0 });
    });

    it("what is missing is null", async () => {
      expect(await echo(database(), null)).toBeNull();
    });

    it("refuses parameters that the databases would take differently", async () => {
      const refused = [
        1n,
        new Date(0),
        true,
        undefined,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        2 ** 53,
        {},
        ["a"],
      ];
      for (const value of refused) {
        await expect(echo(database(), value)).rejects.toThrow(/^Query parameter 1 is /);
      }
    });

    it("refuses more parameters than D1 takes", async () => {
      const query = (count: number) =>
        sql<{ answer: number }>`select ${sql.join(Array(count).fill(1), sql` + `)} as answer`;
      expect(await database().first(rawQuery(database(), query(100)))).toEqual({ answer: 100 });
      await expect(database().first(rawQuery(database(), query(101)))).rejects.toThrow(/101 parameters/);
    });
  },
  ["d1", "planetscale", "hyperdrive"],
);
