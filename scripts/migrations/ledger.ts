import type { MysqlClient } from "./client.ts";
import type { Migration } from "./files.ts";

/** How far a migration has come. `begun` runs ahead of `done` while a statement is running, and after a crash in it. */
export interface Progress {
  readonly name: string;
  readonly checksum: string;
  readonly begun: number;
  readonly done: number;
  readonly finished: boolean;
}

const text = (length: number) => `varchar(${length}) character set ascii collate ascii_bin`;

/** Makes the two tables in which migrations are recorded, if they are not there. */
export async function createLedger(client: MysqlClient): Promise<void> {
  await client.query(`create table if not exists schema_migrations (
    name ${text(255)} not null primary key,
    checksum ${text(64)} not null,
    begun int not null,
    done int not null,
    finished_at bigint
  )`);
  await client.query(`create table if not exists schema_migrations_lock (
    id tinyint not null primary key,
    holder ${text(64)} not null,
    expires_at bigint not null
  )`);
  await client.query("insert ignore into schema_migrations_lock values (1, '', 0)");
}

/** What is recorded, by the migration's name; nothing where the ledger itself is missing. */
export async function readProgress(client: MysqlClient): Promise<Map<string, Progress>> {
  const [found] = await client.query("show tables like 'schema_migrations'");
  if (!found) return new Map();
  const rows = await client.query("select name, checksum, begun, done, finished_at from schema_migrations");
  return new Map(rows.map((row) => [String(row.name), toProgress(row)]));
}

function toProgress(row: Record<string, unknown>): Progress {
  const { name, checksum, begun, done, finished_at } = row;
  return {
    name: String(name),
    checksum: String(checksum),
    begun: Number(begun),
    done: Number(done),
    finished: finished_at !== null,
  };
}

export async function recordBegun(
  client: MysqlClient,
  migration: Migration,
  statement: number,
): Promise<void> {
  await client.query(
    `insert into schema_migrations (name, checksum, begun, done) values (?, ?, ?, 0)
    on duplicate key update begun = ?, checksum = ?`,
    [migration.name, migration.checksum, statement, statement, migration.checksum],
  );
}

export async function recordDone(client: MysqlClient, name: string, statement: number): Promise<void> {
  await client.query("update schema_migrations set done = ? where name = ?", [statement, name]);
}

export async function recordFinished(client: MysqlClient, name: string): Promise<void> {
  await client.query("update schema_migrations set finished_at = unix_timestamp() where name = ?", [name]);
}
