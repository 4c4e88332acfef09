import { type Expression, type Insertable, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Database, Query } from "./port.ts";
import type { Schema } from "./schema.ts";

type Builder = Pick<Database, "dialect" | "query">;

/**
 * A list of rows as one parameter, for queries of more than D1's hundred. Joined or selected from under the name `given`:
 * a column for every field of the first row, a text or an integer. D1 takes 2 MB of them at most.
 * @throws TypeError without rows, for rows of different fields, and for any other value
 */
export function givenRows<Row extends object>(
  { dialect }: Pick<Builder, "dialect">,
  rows: readonly Row[],
): RawBuilder<unknown> {
  checkRows(rows);
  const fields = Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
  const json = JSON.stringify(rows);
  if (dialect === "sqlite") {
    const columns = fields.map((field) => sql`value ->> ${sql.lit(`$.${field}`)} as ${sql.ref(field)}`);
    return sql`(select ${sql.join(columns)} from json_each(${json})) as given`;
  }
  const columns = fields.map((field) => {
    const type = isText(rows, field) ? sql`longtext` : sql`bigint`;
    return sql`${sql.ref(field)} ${type} path ${sql.lit(`$.${field}`)}`;
  });
  // Without its collation a text of here cannot be compared with one of a table.
  const selected = fields.map((field) =>
    isText(rows, field)
      ? sql`${sql.ref(field)} collate utf8mb4_bin as ${sql.ref(field)}`
      : sql`${sql.ref(field)}`,
  );
  return sql`(select ${sql.join(selected)} from json_table(${json}, '$[*]' columns (${sql.join(columns)})) as listed) as given`;
}

const isText = <Row extends object>(rows: readonly Row[], field: keyof Row): boolean =>
  rows.some((row) => typeof row[field] === "string");

/** What JSON would change or leave out without a word. */
function checkRows(rows: readonly object[]): void {
  const fields = Object.keys(rows[0] ?? {});
  if (fields.length === 0) throw new TypeError("There are no rows.");
  for (const row of rows) {
    const entries = Object.entries(row);
    if (entries.length !== fields.length || fields.some((field) => !Object.hasOwn(row, field)))
      throw new TypeError("The rows have different fields.");
    const strange = entries.find(([, value]) => !isCell(value));
    if (strange) throw new TypeError(`${strange[0]} of a row is neither a text, an integer nor null.`);
  }
}

const isCell = (value: unknown) =>
  value === null || (typeof value === "string" ? value.isWellFormed() : Number.isSafeInteger(value));

/**
 * Inserts any number of rows with one parameter; those whose key is already there stay as they are. What does not fit into its
 * column fails, as it does anywhere else: `INSERT IGNORE` would cut it on MySQL, and on SQLite leave out a row that lacks
 * something.
 */
export function insertRows<T extends keyof Schema>(
  builder: Builder,
  table: T,
  rows: readonly Insertable<Schema[T]>[],
): Query {
  const given = givenRows(builder, rows as readonly object[]);
  const columns = Object.keys(rows[0]!).map((name) => sql.ref(name));
  const [first] = columns;
  const kept =
    builder.dialect === "mysql"
      ? sql`on duplicate key update ${first} = ${sql.table(table)}.${first}`
      : // Without a condition SQLite would read `on` as that of a join.
        sql`where true on conflict do nothing`;
  const insert = sql`insert into ${sql.table(table)} (${sql.join(columns)}) select ${sql.join(columns)} from ${given} ${kept}`;
  return { compile: () => insert.compile(builder.query) };
}

/** Whether a column has one of any number of ids or digests: letters, digits and `-` alone. */
export function isOneOf(
  { dialect }: Pick<Builder, "dialect">,
  column: string,
  ids: readonly string[],
): Expression<SqlBool> {
  const stranger = ids.find((id) => !/^[\w-]+$/.test(id));
  if (stranger !== undefined) throw new TypeError("A list of ids has something else in it.");
  if (ids.length === 0) return sql<SqlBool>`1 = 0`;
  // Of a list in JSON, MariaDB would make a table anew for every row that an update looks at.
  if (dialect === "mysql")
    return sql<SqlBool>`${sql.ref(column)} in (${sql.join(ids.map((id) => sql.lit(id)))})`;
  return sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(ids)}))`;
}
