import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe } from "vitest";
import type { World } from "../../src/kit/world.ts";
import { d1 } from "../../src/platform/database/d1.ts";
import { createHyperdriveDriver } from "../../src/platform/database/hyperdrive.ts";
import { planetscale } from "../../src/platform/database/planetscale.ts";
import type { Database } from "../../src/platform/database/port.ts";
import type { Schema } from "../../src/platform/database/schema.ts";
import { createWorld } from "../../src/platform/world.ts";
import { createEventScope, type EventScope } from "./event-scope.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      /** Empty without MariaDB. */
      TEST_MYSQL_URL: string;
      TEST_MYSQL_TCP_URL: string;
      TEST_D1_MIGRATIONS: Parameters<typeof applyD1Migrations>[1];
    }
  }
}

export type DatabaseDriver = "d1" | "planetscale" | "hyperdrive";

/** How a suite gets its database: opened for this file alone, migrated, and empty at the start of every test. */
export type GetDatabase = (world?: World) => Database;

/**
 * Runs a suite on D1 and on MariaDB, each with a database that no other file sees. Without MariaDB, MySQL is skipped;
 * the global setup says so, and fails in CI.
 */
export function eachDatabase(
  suite: (database: GetDatabase, driver: DatabaseDriver) => void,
  drivers: readonly DatabaseDriver[] = ["d1", "planetscale"],
): void {
  for (const driver of drivers) {
    describe.skipIf(driver !== "d1" && env.TEST_MYSQL_URL === "")(`on ${driver}`, () => {
      let open: (world: World) => Database;
      let scope: EventScope;
      beforeAll(async () => {
        open = await openers[driver](() => scope);
      });
      beforeEach(async () => {
        scope = createEventScope();
        await emptyTables(open(createWorld()));
      });
      afterEach(() => scope.end());
      suite((world = createWorld()) => open(world), driver);
    });
  }
}

/** Makes the database, and answers how to open it. */
const openers: Record<DatabaseDriver, (scope: () => EventScope) => Promise<(world: World) => Database>> = {
  d1: async () => {
    await applyD1Migrations(env.DB, env.TEST_D1_MIGRATIONS);
    return (world) => d1.open({ DB: env.DB }, world);
  },
  planetscale: async () => {
    const { url } = await createMysqlDatabase();
    return (world) => planetscale.open({ DATABASE_URL: url }, world);
  },
  hyperdrive: async (scope) => {
    const { tcpUrl } = await createMysqlDatabase();
    const driver = createHyperdriveDriver((...given) => scope().perEvent(...given));
    return (world) => driver.open({ HYPERDRIVE: toBinding(tcpUrl) }, world);
  },
};

/** A migrated database of one's own on the private MariaDB. */
export async function createMysqlDatabase(): Promise<{ url: string; tcpUrl: string }> {
  const { origin } = new URL(env.TEST_MYSQL_URL);
  return (await fetch(`${origin}/databases`, { method: "POST" })).json();
}

/** A `mysql://` address in the parts that a Hyperdrive binding has. */
export function toBinding(address: string) {
  const { hostname, port, username, password, pathname } = new URL(address);
  return { host: hostname, port: Number(port), user: username, password, database: pathname.slice(1) };
}

const tables: Record<keyof Schema, true> = {
  api_keys: true,
  files: true,
  file_uploads: true,
  upload_quotas: true,
  image_optimizations: true,
  idempotency_keys: true,
  outbox_messages: true,
  outbox_topics: true,
  cron_jobs: true,
  audit_log: true,
  email_messages: true,
  email_batches: true,
  email_quotas: true,
  email_suppressions: true,
  email_events: true,
  email_statistics: true,
  mail_consents: true,
  must: true,
};

/** Also the audit log, which nothing but a test empties. */
export async function emptyTables(database: Database): Promise<void> {
  const names = Object.keys(tables) as (keyof Schema)[];
  await database.atomically(names.map((name) => database.query.deleteFrom(name)));
}
