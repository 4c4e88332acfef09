import { type SelectQueryBuilder, sql } from "kysely";
import type { Database } from "../../../platform/database/port.ts";
import type { Schema } from "../../../platform/database/schema.ts";
import type { Figures, StatisticsBy, StatisticsQuery } from "./schema.ts";

const columns = { template: "template", batch: "batch_id", day: "day", domain: "domain" } as const;

type Choice = Pick<StatisticsQuery, "from" | "to" | "template" | "batch">;
type Table<Row> = SelectQueryBuilder<Schema, "email_statistics", Row>;

/** Figures of e-mails, read. They are counted where their e-mails change. */
export function createStatisticsStore(database: Database) {
  return {
    /** By day the newest first, else those with the most e-mails. */
    by(by: StatisticsBy, choice: Choice, limit: number): Promise<(Figures & { key: string })[]> {
      const key = sql.ref<string>(columns[by]);
      const rows = chosen(database.query.selectFrom("email_statistics"), choice)
        .select([key.as("key"), ...sums])
        .groupBy(key)
        .orderBy(by === "day" ? key : sql`sum(sent)`, "desc")
        .orderBy(key)
        .limit(limit);
      return database.all(rows);
    },

    /** Nothing is 0 of everything. */
    async total(choice: Choice): Promise<Figures> {
      const row = await database.first(
        chosen(database.query.selectFrom("email_statistics"), choice).select(sums),
      );
      return Object.fromEntries(names.map((name) => [name, row?.[name] ?? 0])) as Figures;
    },
  };
}

export type StatisticsStore = ReturnType<typeof createStatisticsStore>;

const names = [
  ...(["sent", "delivered", "opened", "machineOpened", "clicked"] as const),
  ...(["bounced", "blocked", "complained", "unsubscribed"] as const),
];
const sums = names.map((name) => {
  const column = name === "machineOpened" ? "machine_opened" : name;
  return sql<number>`sum(${sql.ref(column)})`.as(name);
});

function chosen<Row>(table: Table<Row>, { from, to, template, batch }: Choice): Table<Row> {
  let rows = table;
  if (from !== undefined) rows = rows.where("day", ">=", from);
  if (to !== undefined) rows = rows.where("day", "<=", to);
  if (template !== undefined) rows = rows.where("template", "=", template);
  return batch === undefined ? rows : rows.where("batch_id", "=", batch);
}
