import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Connection, connect, DatabaseError } from "@planetscale/database";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openMysql } from "../../scripts/migrations/client.ts";
import { type Bridge, createBridge } from "../bridge/bridge.ts";

/** Small enough for a test to reach. */
const limits = { transaction: 300, rows: 10 };

describe.skipIf(inject("mysqlUrl") === "")("the bridge", () => {
  const name = `bridge_${Date.now()}`;
  let bridge: Bridge;
  let origin: string;
  const server = createServer((request, response) => bridge.handle(request, response));

  beforeAll(async () => {
    const address = inject("mysqlTcpUrl");
    const admin = await openMysql(address);
    await admin.query(`create database ${name}`);
    await admin.close();
    bridge = createBridge({ server: address, password: "local", limits });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await open().execute("create table notes (id int not null primary key, text varchar(20) not null)");
  });
  afterAll(() => {
    bridge.close();
    server.close();
    server.closeAllConnections();
  });

  const open = (user = name, password = "local"): Connection =>
    connect({ url: `http://${user}:${password}@${origin}` });
  const fail = async (sql: string): Promise<DatabaseError> => {
    const error = await open()
      .execute(sql)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatabaseError);
    return error as DatabaseError;
  };

  it("names the types of columns as Vitess does", async () => {
    const { types, rows } = await open().execute(
      "select 1 small, count(*) many, sum(1) total, 'a' text, x'00ff' bytes, null nothing, json_array(1) json, 0.5e0 real_number",
    );
    expect(types).toEqual({
      small: "INT32",
      many: "INT64",
      total: "DECIMAL",
      text: "VARCHAR",
      bytes: "VARBINARY",
      nothing: "NULL_TYPE",
      json: "JSON",
      real_number: "FLOAT64",
    });
    expect(rows[0]).toMatchObject({
      many: "1",
      total: "1",
      text: "a",
      nothing: null,
      json: [1],
      real_number: 0.5,
    });
  });

  it("rows that stay the same are not counted as changed", async () => {
    await open().execute("insert into notes values (100, 'a')");
    expect((await open().execute("update notes set text = 'b' where id = 100")).rowsAffected).toBe(1);
    expect((await open().execute("update notes set text = 'b' where id = 100")).rowsAffected).toBe(0);
  });

  it("what a transaction writes is seen by others after COMMIT only", async () => {
    const inside = open();
    const count = async (connection: Connection) =>
      (await connection.execute("select count(*) n from notes where id = 1")).rows[0];
    await inside.execute("begin");
    await inside.execute("insert into notes values (1, 'a')");
    expect(await count(inside)).toEqual({ n: "1" });
    expect(await count(open())).toEqual({ n: "0" });
    await inside.execute("commit");
    expect(await count(open())).toEqual({ n: "1" });
  });

  it("a transaction whose time is up is undone, and says so", async () => {
    const inside = open();
    await inside.execute("begin");
    await inside.execute("insert into notes values (2, 'a')");
    await new Promise((resolve) => setTimeout(resolve, limits.transaction + 100));
    await expect(inside.execute("commit")).rejects.toThrow(/Aborted.*exceeded timeout/);
    expect((await open().execute("select * from notes where id = 2")).rows).toEqual([]);
  });

  it("a statement that outlasts its transaction is stopped", async () => {
    const inside = open();
    await inside.execute("begin");
    const started = Date.now();
    await expect(inside.execute("select sleep(5)")).rejects.toThrow();
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it("more rows than allowed are refused", async () => {
    const values = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `(${from + index}, '')`).join();
    await open().execute(`insert into notes values ${values(1000, limits.rows + 1)}`);
    expect((await fail("select * from notes where id >= 1000")).message).toMatch(/Row count exceeded 10/);
    expect((await open().execute(`select * from notes where id >= 1000 limit ${limits.rows}`)).size).toBe(
      limits.rows,
    );
  });

  it.each([
    "create trigger t before insert on notes for each row set @a = 1",
    "CREATE DEFINER=root@localhost PROCEDURE p() select 1",
    "call p()",
    "lock tables notes write",
    "create database another",
    "create table child (id int primary key, note int, foreign key (note) references notes (id))",
    "create table old (id int primary key) engine=MyISAM",
    "insert into notes values (3, 'a') returning id",
    "/* hidden */ create or replace table notes (id int)",
    "alter table notes add column if not exists other int",
    "select 1; select 2",
  ])("PlanetScale would not take: %s", async (sql) => {
    expect((await fail(sql)).message).toMatch(/unsupported/);
  });

  it("a text may say what a statement may not", async () => {
    await open().execute("insert into notes values (4, ?)", ["'; call p() -- it"]);
    expect((await open().execute("select text from notes where id = 4")).rows).toEqual([
      { text: "'; call p() -- it" },
    ]);
  });

  it("errors carry MySQL's number", async () => {
    await open().execute("insert into notes values (5, 'a')");
    const duplicate = await fail("insert into notes values (5, 'a')");
    expect(duplicate.body.code).toBe("ALREADY_EXISTS");
    expect(duplicate.message).toMatch(/\(errno 1062\) \(sqlstate 23000\)/);
    expect((await fail("select nothing from nowhere")).message).toMatch(/\(errno 1146\)/);
    expect((await fail("selec 1")).message).toMatch(/\(errno 1064\)/);
  });

  it("a wrong password and an unknown user are turned away", async () => {
    for (const connection of [open(name, "wrong"), open("nobody")]) {
      await expect(connection.execute("select 1")).rejects.toMatchObject({ status: 401 });
    }
  });

  it("a session can be asked for ahead", async () => {
    const connection = open();
    await connection.refresh();
    expect((await connection.execute("select 1 one")).rows).toEqual([{ one: 1 }]);
  });
});
