import { sql } from "kysely";
import { expect, it } from "vitest";
import { type ObservedQuery, observeQueries } from "../../../../src/platform/database/observe.ts";
import { exactlyOne } from "../../../../src/platform/database/port.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { rawQuery } from "../../../setup/raw-query.ts";

eachDatabase((database) => {
  function observe() {
    const seen: ObservedQuery[] = [];
    let clock = 0;
    const now = () => (clock += 5);
    return { seen, observed: observeQueries(database(), (query) => seen.push(query), now) };
  }

  it("every query is reported with its time and rows, and without its values", async () => {
    const { seen, observed } = observe();
    const row = { day: "2026-11-22", subject: "a secret", bytes: 1 };
    await observed.run(observed.query.insertInto("upload_quotas").values(row));
    await observed.all(
      observed.query.selectFrom("upload_quotas").selectAll().where("subject", "=", "a secret"),
    );
    await observed.first(
      observed.query.selectFrom("upload_quotas").selectAll().where("subject", "=", "nobody"),
    );
    expect(seen.map(({ milliseconds, rows, failed }) => ({ milliseconds, rows, failed }))).toEqual([
      { milliseconds: 5, rows: 1, failed: false },
      { milliseconds: 5, rows: 1, failed: false },
      { milliseconds: 5, rows: 0, failed: false },
    ]);
    expect(seen[1]?.sql).toMatch(/^select \* from .upload_quotas. where .subject. = \?$/);
    expect(JSON.stringify(seen)).not.toContain("secret");
  });

  it("a batch is one report, and works as without", async () => {
    const { seen, observed } = observe();
    const row = { day: "2026-11-22", subject: "a", bytes: 1 };
    const change = observed.query.updateTable("upload_quotas").set({ bytes: 2 });
    await observed.atomically([observed.query.insertInto("upload_quotas").values(row), exactlyOne(change)]);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.sql).toMatch(/^insert into .*; update /);
    expect(await database().all(database().query.selectFrom("upload_quotas").select("bytes"))).toEqual([
      { bytes: 2 },
    ]);
  });

  it("a failure is reported and passed on", async () => {
    const { seen, observed } = observe();
    await expect(observed.all(rawQuery(observed, sql`select nothing from nowhere`))).rejects.toThrow();
    expect(seen).toMatchObject([{ failed: true, rows: 0 }]);
  });
});
