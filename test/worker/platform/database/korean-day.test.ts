import { sql } from "kysely";
import { expect, it } from "vitest";
import { koreanDayOf } from "../../../../src/platform/database/korean-day.ts";
import { givenRows } from "../../../../src/platform/database/rows.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { rawQuery } from "../../../setup/raw-query.ts";

/** What the runtime's own calendar says. */
const seoul = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Seoul", dateStyle: "short" });

const edges: [string, string][] = [
  ["2026-11-25T14:59:59.999Z", "2026-11-25"],
  ["2026-11-25T15:00:00.000Z", "2026-11-26"],
  ["2026-12-31T14:59:59.999Z", "2026-12-31"],
  ["2026-12-31T15:00:00.000Z", "2027-01-01"],
  ["2028-02-28T15:00:00.000Z", "2028-02-29"],
  ["2028-02-29T15:00:00.000Z", "2028-03-01"],
  ["1970-01-01T00:00:00.000Z", "1970-01-01"],
  ["2099-12-31T23:59:59.999Z", "2100-01-01"],
];

eachDatabase(
  (database) => {
    it.each(edges)("%s is %s in Korea, as a value and in a column", async (time, day) => {
      const at = Date.parse(time);
      const value = sql<{ day: string }>`select ${koreanDayOf(database(), sql`${at}`)} as day`;
      expect(await database().all(rawQuery(database(), value))).toEqual([{ day }]);
      const row = { digest: "a", address: null, reason: "bounce", source: "test", created_at: at };
      await database().run(database().query.insertInto("email_suppressions").values(row));
      const ofColumn = koreanDayOf(database(), "created_at").as("day");
      expect(
        await database().all(database().query.selectFrom("email_suppressions").select(ofColumn)),
      ).toEqual([{ day }]);
    });

    it("every hour of two years is of the day that calendars say", async () => {
      const begin = Date.parse("2027-01-01T00:00:00Z");
      const hours = Array.from({ length: 2 * 366 * 24 }, (_, hour) => ({ at: begin + hour * 3_600_000 }));
      const given = givenRows(database(), hours);
      const query = sql<{
        at: number;
        day: string;
      }>`select at, ${koreanDayOf(database(), "at")} as day from ${given}`;
      const found = await database().all(rawQuery(database(), query));
      expect(found.toSorted((a, b) => a.at - b.at)).toEqual(
        hours.map(({ at }) => ({ at, day: seoul.format(at) })),
      );
    });
  },
  ["d1", "planetscale", "hyperdrive"],
);
