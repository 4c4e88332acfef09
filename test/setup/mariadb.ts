import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { applyMigrations } from "../../scripts/migrations/apply.ts";
import { openMysql } from "../../scripts/migrations/client.ts";
import { readMigrations } from "../../scripts/migrations/files.ts";
import { type Bridge, createBridge } from "../bridge/bridge.ts";
import { hasMariadb, type MariadbServer, startMariadb } from "./mariadb-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /**
     * A migrated database behind PlanetScale's wire format; empty without MariaDB. `POST /databases` on the same host
     * makes another one and answers its two addresses as `{ url, tcpUrl }`.
     */
    mysqlUrl: string;
    /** The same database over TCP. */
    mysqlTcpUrl: string;
  }
}

const migrations = readMigrations(resolve(import.meta.dirname, "../../migrations/mysql"));

/** Starts MariaDB and the bridge once for all tests, where the machine has MariaDB. */
export default async function start(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!hasMariadb()) return skip(project);
  const mariadb = await startMariadb();
  const bridge = createBridge({ server: mariadb.address, password: "local" });
  const server = createServer((request, response) => answer(request, response, mariadb, bridge));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { url, tcpUrl } = await createDatabase("local", mariadb, (server.address() as AddressInfo).port);
  project.provide("mysqlUrl", url);
  project.provide("mysqlTcpUrl", tcpUrl);
  return async () => {
    server.close();
    server.closeAllConnections();
    bridge.close();
    await mariadb.stop();
  };
}

function skip(project: TestProject): undefined {
  if (process.env.CI === "true")
    throw new Error("MariaDB is not installed (apt-get install mariadb-server).");
  console.warn(
    "\n  !! MariaDB is not installed: everything on MySQL is SKIPPED (apt-get install mariadb-server)\n",
  );
  project.provide("mysqlUrl", "");
  project.provide("mysqlTcpUrl", "");
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  mariadb: MariadbServer,
  bridge: Bridge,
) {
  if (request.url !== "/databases") return bridge.handle(request, response);
  const created = await createDatabase(
    `test_${randomUUID().replaceAll("-", "")}`,
    mariadb,
    request.socket.localPort!,
  );
  response.end(JSON.stringify(created));
}

/** An empty database with all migrations applied. */
async function createDatabase(name: string, mariadb: MariadbServer, bridgePort: number) {
  const admin = await openMysql(mariadb.address);
  await admin.query(`create database ${name} character set utf8mb4 collate utf8mb4_bin`);
  await admin.close();
  const client = await openMysql(`${mariadb.address}/${name}`);
  await applyMigrations(client, migrations);
  await client.close();
  return { url: `http://${name}:local@127.0.0.1:${bridgePort}`, tcpUrl: `${mariadb.address}/${name}` };
}
