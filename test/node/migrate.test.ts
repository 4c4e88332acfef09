import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, describe, expect, inject, it } from "vitest";
import { applyMigrations, readStatus } from "../../scripts/migrations/apply.ts";
import { type MysqlClient, openMysql, openPlanetscale } from "../../scripts/migrations/client.ts";
import { type Migration, readMigrations } from "../../scripts/migrations/files.ts";
import { holdLock, LockedError } from "../../scripts/migrations/lock.ts";
import { splitStatements } from "../../scripts/migrations/statements.ts";

const folder = (dialect: string) => resolve(import.meta.dirname, "../../migrations", dialect);

describe("migration files", () => {
  it("stand in pairs, one for each dialect", () => {
    expect(readdirSync(folder("mysql"))).toEqual(readdirSync(folder("d1")));
  });

  it("make the same tables with the same columns in both dialects", () => {
    // SQLite makes some of them anew where MySQL changes them.
    const tables = (dialect: string) =>
      new Set(readMigrations(folder(dialect)).flatMap(({ statements }) => statements.flatMap(readTable)));
    expect(tables("mysql")).toEqual(tables("d1"));
    expect(tables("d1").size).toBeGreaterThan(0);
  });

  it("have numbers without gaps", () => {
    const numbers = readdirSync(folder("d1")).map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

/**
 * `name: columns` of a CREATE TABLE, whose keys stand behind the columns and begin with a word of their own; `name: + column` and
 * `name: - column` of an ALTER TABLE. MySQL quotes what is a word of its own.
 */
function readTable(quoted: string): string[] {
  const statement = quoted.replaceAll("`", "");
  const altered = /^alter table (\w+)/.exec(statement)?.[1];
  if (altered) {
    const changes = [...statement.matchAll(/\b(add|drop) column (\w+)/g)];
    return changes.map(([, verb, column]) => `${altered}: ${verb === "add" ? "+" : "-"} ${column}`);
  }
  const [, name, body] = /^create table (\w+) \(\n([\s\S]*)\n\)/.exec(statement) ?? [];
  if (!name || !body) return [];
  const columns = body.split("\n").map((line) => line.trim().split(" ")[0]!);
  return [`${name}: ${columns.filter((word) => !["unique", "key", "primary", ""].includes(word)).join()}`];
}

describe("npm run migrate", () => {
  const run = (options: string[], settings: Record<string, string> = {}) =>
    spawnSync(process.execPath, [resolve(import.meta.dirname, "../../scripts/migrate.ts"), ...options], {
      env: { ...process.env, ...settings },
      encoding: "utf8",
    });

  it("answers 2 for an option or a driver that does not exist", () => {
    expect(run(["--nothing"]).status).toBe(2);
    expect(run(["--driver", "oracle"]).status).toBe(2);
  });

  it.skipIf(inject("mysqlUrl") === "")("answers 0 for the status of a database with every migration", () => {
    for (const [driver, url] of [
      ["planetscale", inject("mysqlUrl")],
      ["mysql", inject("mysqlTcpUrl")],
    ] as const) {
      const { status, stdout } = run(["--driver", driver, "--status"], { DATABASE_URL: url });
      expect(stdout).toMatch(/^applied {5}0001_must\.sql\n/);
      expect(status).toBe(0);
    }
  });

  it.skipIf(inject("mysqlUrl") === "")("answers 1 when the database turns it away", () => {
    const address = inject("mysqlUrl").replace(":local@", ":wrong@");
    expect(run(["--driver", "planetscale", "--status"], { DATABASE_URL: address }).status).toBe(1);
  });
});

describe("splitStatements", () => {
  it("ends a statement at a semicolon that is in no text and no comment", () => {
    const sql =
      "-- one; two\ncreate table a (b int); /* ; */ insert into a values (';', \"it''s;\", `c;d`, '\\';');\n\n;";
    expect(splitStatements(sql)).toEqual([
      "create table a (b int)",
      "insert into a values (';', \"it''s;\", `c;d`, '\\';')",
    ]);
  });
});

describe.skipIf(inject("mysqlUrl") === "").each(["planetscale", "mysql"])("migrations over %s", (driver) => {
  const open = async (): Promise<MysqlClient> => {
    const database = `migrate_${randomUUID().slice(0, 8)}`;
    const admin = await openMysql(inject("mysqlTcpUrl"));
    await admin.query(`create database ${database}`);
    await admin.close();
    const client = await (driver === "mysql" ? openTcp(database) : openHttp(database));
    clients.push(client);
    return client;
  };
  const openTcp = (database: string) => openMysql(inject("mysqlTcpUrl").replace(/\w+$/, database));
  const openHttp = async (database: string) => {
    const url = new URL(inject("mysqlUrl"));
    url.username = database;
    return openPlanetscale({ DATABASE_URL: url.href });
  };
  const clients: MysqlClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });

  const migration = (name: string, ...statements: string[]): Migration => ({
    name,
    checksum: name,
    statements,
  });
  const states = async (client: MysqlClient, migrations: Migration[]) =>
    (await readStatus(client, migrations)).map(({ state }) => state);

  it("the house's own are applied once, in order", async () => {
    const client = await open();
    const migrations = readMigrations(folder("mysql"));
    const lines: string[] = [];
    await applyMigrations(client, migrations, (line) => lines.push(line));
    await applyMigrations(client, migrations, (line) => lines.push(line));
    expect(lines).toEqual(migrations.map(({ name }) => `applied ${name}`));
    expect(await client.query("select * from files")).toEqual([]);
  });

  it("looking at the status changes nothing", async () => {
    const client = await open();
    expect(await states(client, [migration("1", "create table a (id int primary key)")])).toEqual([
      "pending",
    ]);
    expect(await client.query("show tables")).toEqual([]);
  });

  it("a run that died between two statements goes on behind the last one", async () => {
    const client = await open();
    const statements = [
      "create table a (id int primary key)",
      "insert into a values (1)",
      "insert into a values (2)",
    ];
    const broken = migration("1", statements[0]!, statements[1]!, "insert into nowhere values (2)");
    await expect(applyMigrations(client, [broken])).rejects.toThrow(/nowhere/);
    expect(await states(client, [broken])).toEqual(["interrupted"]);
    await applyMigrations(client, [migration("1", ...statements)]);
    expect(await client.query("select id from a order by id")).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each([
    ["create table a (id int primary key)", "create table a (id int primary key)"],
    ["create table b (id int primary key, n int)", "alter table b add column m int"],
    ["create table c (id int primary key, n int)", "create index c_n on c (n)"],
    ["create table d (id int primary key)", "drop table d"],
  ])("a run that died in a statement, after it happened, goes on: %s; %s", async (first, second) => {
    const client = await open();
    const whole = first === second ? migration("1", first) : migration("1", first, second);
    await applyMigrations(client, [migration("0", "create table done (id int primary key)")]);
    await dieAfter(client, whole);
    await applyMigrations(client, [whole]);
    expect(await states(client, [whole])).toEqual(["applied"]);
  });

  it("the same error in a statement that was never begun stops the run", async () => {
    const client = await open();
    const twice = migration(
      "1",
      "create table a (id int primary key)",
      "create table a (id int primary key)",
    );
    await expect(applyMigrations(client, [twice])).rejects.toThrow(/already exists/);
  });

  it("two runners at once: one works, the other is told", async () => {
    const client = await open();
    await applyMigrations(client, []);
    await holdLock(client, "somebody else");
    await expect(applyMigrations(client, [])).rejects.toThrow(LockedError);
  });

  it("a runner that crashed long ago does not lock out the next", async () => {
    const client = await open();
    await applyMigrations(client, []);
    await holdLock(client, "somebody else");
    await client.query("update schema_migrations_lock set expires_at = unix_timestamp() - 1");
    await expect(applyMigrations(client, [])).resolves.toBeUndefined();
  });

  it("a file that was changed after it was applied is refused", async () => {
    const client = await open();
    const applied = migration("1", "create table a (id int primary key)");
    await applyMigrations(client, [applied]);
    await expect(applyMigrations(client, [{ ...applied, checksum: "other" }])).rejects.toThrow(/was changed/);
  });

  /** Applies a migration up to the moment before the last statement is recorded as done. */
  async function dieAfter(client: MysqlClient, whole: Migration): Promise<void> {
    const last = whole.statements.length;
    const dying: MysqlClient = {
      ...client,
      query: (sql, values) =>
        sql.startsWith("update schema_migrations set done") && values?.[0] === last
          ? Promise.reject(new Error("died"))
          : client.query(sql, values),
    };
    await expect(applyMigrations(dying, [whole])).rejects.toThrow("died");
  }
});
