import { connect } from "@planetscale/database";
import { createConnection } from "mysql2/promise";
import { readAddress } from "../../src/platform/database/planetscale-address.ts";

type Rows = Record<string, unknown>[];

/** What the runner needs of a MySQL, over HTTP or TCP. */
export interface MysqlClient {
  query(sql: string, values?: readonly (string | number)[]): Promise<Rows>;
  close(): Promise<void>;
}

/** A failed query, with MySQL's number for it where there is one. */
export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly number: number | undefined;

  constructor(cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(message, { cause });
    const { errno } = cause as { errno?: number };
    this.number = errno ?? (Number(/\(errno (\d+)\)/.exec(message)?.[1]) || undefined);
  }
}

/** PlanetScale by the same settings as the Worker. @throws when they are incomplete. */
export function openPlanetscale(settings: NodeJS.ProcessEnv): MysqlClient {
  const address = readAddress(settings);
  if (!address)
    throw new Error("Set DATABASE_URL, or DATABASE_HOST, DATABASE_USERNAME and DATABASE_PASSWORD.");
  const url = new URL(address.origin);
  url.username = address.username;
  url.password = address.password;
  const connection = connect({ url: url.href });
  return {
    query: async (sql, values = []) => (await connection.execute(sql, [...values]).catch(raise)).rows as Rows,
    close: async () => {},
  };
}

/** A MySQL server by its `mysql://` address, past Hyperdrive. */
export async function openMysql(uri: string): Promise<MysqlClient> {
  const connection = await createConnection({ uri, charset: "utf8mb4" }).catch(raise);
  return {
    query: async (sql, values = []) => {
      const [rows] = await connection.query(sql, [...values]).catch(raise);
      return Array.isArray(rows) ? (rows as Rows) : [];
    },
    close: () => connection.end(),
  };
}

function raise(cause: unknown): never {
  throw new QueryError(cause);
}
