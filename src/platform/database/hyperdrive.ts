import * as z from "zod";
import { defineDriver } from "../../kit/driver.ts";
import type { World } from "../../kit/world.ts";
import { createDatabase } from "./database.ts";
import type { Executor } from "./executor.ts";
import { repeatWhenLockLost, transact } from "./mysql-transaction.ts";
import { Mysql2Session, type MysqlAddress } from "./mysql2-session.ts";
import type { PerEvent } from "./per-event.ts";
import type { Database } from "./port.ts";

const isBinding = (value: unknown) => typeof value === "object" && value !== null && "host" in value;

/**
 * An existing MySQL 8 through Cloudflare Hyperdrive. Every event has a connection of its own, opened by its first
 * query; the pool to the server is Hyperdrive's. Query caching must be off in the Hyperdrive configuration, or
 * reads are up to a minute old.
 */
export const createHyperdriveDriver = (perEvent: PerEvent) =>
  defineDriver<Database>()({
    settings: z.object({ HYPERDRIVE: z.custom<MysqlAddress>(isBinding) }),
    open: ({ HYPERDRIVE }, world) =>
      createDatabase(createExecutor(HYPERDRIVE, world, perEvent), () => world.now()),
  });

function createExecutor(address: MysqlAddress, world: World, perEvent: PerEvent): Executor {
  const session = () => perEvent("mysql", async () => new Mysql2Session(address), close);
  const jitter = () => world.random(1)[0]! / 256;
  return {
    dialect: "mysql",
    execute: (statement) =>
      repeatWhenLockLost(async () => (await session()).alone((execute) => execute(statement)), jitter),
    executeAll: (statements) =>
      repeatWhenLockLost(
        async () => (await session()).alone((execute) => transact(execute, statements)),
        jitter,
      ),
  };
}

const close = (session: Mysql2Session) => session.close();
