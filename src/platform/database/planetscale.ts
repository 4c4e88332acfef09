import { Client, type Connection } from "@planetscale/database";
import * as z from "zod";
import { defineDriver } from "../../kit/driver.ts";
import type { World } from "../../kit/world.ts";
import { createDatabase } from "./database.ts";
import { type Executor, QUERY_DEADLINE, type Result, type Statement } from "./executor.ts";
import { repeatWhenLockLost, transact } from "./mysql-transaction.ts";
import { type PlanetscaleAddress, readAddress } from "./planetscale-address.ts";
import { castValue, throwFailure } from "./planetscale-wire.ts";
import type { Database } from "./port.ts";
import type { Row, Value } from "./values.ts";

/**
 * PlanetScale (MySQL on Vitess) over HTTP, so a query is one fetch and a transaction a session of several.
 * `DATABASE_URL` or the three parts of it, whichever the vendor's page was copied from.
 */
export const planetscale = defineDriver<Database>()({
  settings: z
    .object({
      DATABASE_URL: z.url().optional(),
      DATABASE_HOST: z.string().optional(),
      DATABASE_USERNAME: z.string().optional(),
      DATABASE_PASSWORD: z.string().optional(),
    })
    .refine((settings) => readAddress(settings) !== undefined, {
      path: ["DATABASE_URL"],
      error: "Set DATABASE_URL, or DATABASE_HOST, DATABASE_USERNAME and DATABASE_PASSWORD.",
    }),
  open: (settings, world) => createDatabase(createExecutor(readAddress(settings)!, world), () => world.now()),
});

function createExecutor(address: PlanetscaleAddress, world: World): Executor {
  const client = new Client({ url: address.origin, cast: castValue, fetch: fetchAs(address, world) });
  const jitter = () => world.random(1)[0]! / 256;
  return {
    dialect: "mysql",
    execute: (statement) => repeatWhenLockLost(() => send(client, statement), jitter),
    executeAll: (statements) =>
      repeatWhenLockLost(() => {
        const connection = client.connection();
        return transact((statement) => send(connection, statement), statements);
      }, jitter),
  };
}

/** The client takes a password out of a URL without decoding it, so the header is written here. */
function fetchAs({ username, password }: PlanetscaleAddress, world: World) {
  const authorization = `Basic ${btoa(`${username}:${password}`)}`;
  return (input: string, init?: { method: string; headers: Record<string, string>; body: string }) =>
    world.fetch(input, {
      ...init,
      headers: { ...init?.headers, Authorization: authorization },
      signal: AbortSignal.timeout(QUERY_DEADLINE),
    });
}

async function send(session: Client | Connection, { sql, parameters }: Statement): Promise<Result> {
  const result = await session.execute(sql, parameters.map(toLiteral)).catch(throwFailure);
  return { rows: result.rows as Row[], changed: result.rowsAffected };
}

/** The client writes bytes as `0x…`, which for no bytes at all is no literal. */
function toLiteral(value: Value): Value {
  return value instanceof Uint8Array && value.length === 0 ? "" : value;
}
