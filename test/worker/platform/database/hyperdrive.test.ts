import { env } from "cloudflare:workers";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { vendorMisconfigured, vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import { createHyperdriveDriver } from "../../../../src/platform/database/hyperdrive.ts";
import type { MysqlAddress } from "../../../../src/platform/database/mysql2-session.ts";
import type { Database } from "../../../../src/platform/database/port.ts";
import { createWorld } from "../../../../src/platform/world.ts";
import { createEventScope } from "../../../setup/event-scope.ts";
import { rawQuery } from "../../../setup/raw-query.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      HYPERDRIVE: MysqlAddress;
    }
  }
}

describe.skipIf(env.TEST_MYSQL_URL === "")("Hyperdrive", () => {
  /** Opens the database as one event would see it, and ends the event afterwards. */
  async function during<T>(address: MysqlAddress, work: (database: Database) => Promise<T>): Promise<T> {
    const scope = createEventScope();
    const driver = createHyperdriveDriver(scope.perEvent);
    const settings = driver.settings.parse({ HYPERDRIVE: address });
    return work(driver.open(settings, createWorld())).finally(scope.end);
  }

  const run = (database: Database, statement: string) => database.run(rawQuery(database, sql.raw(statement)));

  async function readConnection(database: Database): Promise<number> {
    const row = await database.first(rawQuery(database, sql<{ id: number }>`select connection_id() as id`));
    return row!.id;
  }

  it("one event has one connection, however much it asks at once", async () => {
    const ids = await during(env.HYPERDRIVE, (database) =>
      Promise.all(Array.from({ length: 5 }, () => readConnection(database))),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it("no connection outlives its event", async () => {
    const ended = await during(env.HYPERDRIVE, readConnection);
    const alive = await during(env.HYPERDRIVE, (database) =>
      database.all(rawQuery(database, sql<{ id: number }>`select id from information_schema.processlist`)),
    );
    expect(alive.map(({ id }) => id)).not.toContain(ended);
  });

  it("after a connection broke, the next query opens another", async () => {
    await during(env.HYPERDRIVE, async (database) => {
      const id = await readConnection(database);
      await expect(run(database, `kill connection ${id}`)).rejects.toSatisfy(vendorUnavailable.matches);
      expect(await readConnection(database)).not.toBe(id);
    });
  });

  it("a SELECT does not notice that the connection broke before it", async () => {
    await during(env.HYPERDRIVE, async (database) => {
      const id = await readConnection(database);
      await during(env.HYPERDRIVE, (other) => run(other, `kill connection ${id}`));
      expect(await database.all(database.query.selectFrom("must").selectAll())).toEqual([]);
    });
  });

  it("nobody listening is unavailable", async () => {
    const query = during({ ...env.HYPERDRIVE, host: "127.0.0.1", port: 1 }, readConnection);
    await expect(query).rejects.toSatisfy(vendorUnavailable.matches);
  });

  it("a wrong password is a wrong setting", async () => {
    const address = new URL(env.TEST_MYSQL_TCP_URL);
    const binding = { host: address.hostname, port: Number(address.port), user: "local", database: "local" };
    const query = during({ ...binding, password: "wrong" }, readConnection);
    await expect(query).rejects.toSatisfy(vendorMisconfigured.matches);
  });
});
