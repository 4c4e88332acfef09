import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../src/platform/database/port.ts";
import type { Row } from "../../src/platform/database/values.ts";
import { rawQuery } from "./raw-query.ts";

/** A table as it stands in the database, whoever made it. */
export interface Table {
  name: string;
  columns: string[];
}

/** Every table that the migrations, or a test, have made. */
export async function readTables(database: Database): Promise<Table[]> {
  const ask = <Found>(builder: RawBuilder<Found>) => database.all(rawQuery(database, builder));
  const names = await ask(database.dialect === "sqlite" ? sqliteTables : mysqlTables);
  return Promise.all(
    names.map(async ({ name }) => {
      const columns = await ask(database.dialect === "sqlite" ? sqliteColumns(name) : mysqlColumns(name));
      return { name, columns: columns.map((column) => column.name) };
    }),
  );
}

/** Every row of every table. */
export async function dump(database: Database): Promise<{ table: string; row: Row }[]> {
  const tables = await readTables(database);
  const all = tables.map(async ({ name }) => {
    const rows = await database.all(rawQuery(database, sql<Row>`select * from ${sql.table(name)}`));
    return rows.map((row) => ({ table: name, row }));
  });
  return (await Promise.all(all)).flat();
}

type Named = { name: string };

// Besides those of SQLite, of D1 and of the runner of migrations.
const sqliteTables = sql<Named>`
  select name from sqlite_master where type = 'table'
  and substr(name, 1, 7) <> 'sqlite_' and substr(name, 1, 4) <> '_cf_' and name <> 'd1_migrations' order by name`;
const sqliteColumns = (table: string) => sql<Named>`select name from pragma_table_info(${table})`;

const mysqlTables = sql<Named>`
  select table_name as name from information_schema.tables
  where table_schema = database() and substr(table_name, 1, 17) <> 'schema_migrations' order by table_name`;
const mysqlColumns = (table: string) => sql<Named>`
  select column_name as name from information_schema.columns
  where table_schema = database() and table_name = ${table} order by ordinal_position`;
