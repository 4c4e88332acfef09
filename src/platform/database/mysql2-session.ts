import type { Connection, FieldPacket, QueryResult } from "mysql2/promise";
import { vendorMisconfigured, vendorUnavailable } from "../../kit/vendor-problem.ts";
import { QUERY_DEADLINE, type Result, type Statement } from "./executor.ts";
import { fromErrorNumber } from "./mysql-errors.ts";
import type { Execute } from "./mysql-transaction.ts";
import { parseNumber, type Row, type Value } from "./values.ts";

/** Where a MySQL server listens, as a Hyperdrive binding says it. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Milliseconds. */
const deadlines = { connect: 4_000, query: QUERY_DEADLINE };

/** One MySQL connection: opened by the first query, opened anew after it broke, used by one at a time. */
export class Mysql2Session {
  readonly #address: MysqlAddress;
  #connection: Promise<Connection> | undefined;
  #previous: Promise<unknown> = Promise.resolve();

  constructor(address: MysqlAddress) {
    this.#address = address;
  }

  /** Runs `work` when everything before it is done, so that no other query slips into its transaction. */
  alone<T>(work: (execute: Execute) => Promise<T>): Promise<T> {
    const mine = this.#previous.then(() => this.#run(work));
    this.#previous = mine.catch(() => undefined);
    return mine;
  }

  /** Waits for what is running, then says goodbye to the server. */
  async close(): Promise<void> {
    await this.#previous;
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    await connection?.end().catch(() => undefined);
  }

  async #run<T>(work: (execute: Execute) => Promise<T>): Promise<T> {
    this.#connection ??= connect(this.#address);
    const opening = this.#connection;
    try {
      const connection = await opening;
      return await work((statement) => query(connection, statement));
    } catch (error) {
      if (vendorUnavailable.matches(error) || vendorMisconfigured.matches(error)) this.#discard(opening);
      throw error;
    }
  }

  #discard(opening: Promise<Connection>): void {
    this.#connection = undefined;
    opening.then((connection) => connection.destroy()).catch(() => undefined);
  }
}

async function connect(address: MysqlAddress): Promise<Connection> {
  // 100 KiB of script that a house on D1 never has to parse.
  const mysql = await import("mysql2/promise");
  const { host, port, user, password, database } = address;
  const connection = await mysql
    .createConnection({ host, port, user, password, database, connectTimeout: deadlines.connect, ...dialect })
    .catch(fail);
  // A socket may break between two queries; the next query then says so, and nobody else needs to hear it.
  connection.on("error", () => undefined);
  return connection;
}

const dialect = {
  // Workers forbid `eval`, which mysql2 otherwise builds its row parsers with.
  disableEval: true,
  charset: "utf8mb4",
  dateStrings: true,
  jsonStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
};

/** The text protocol: Hyperdrive does not take server-side prepared statements. */
async function query(connection: Connection, { sql, parameters }: Statement): Promise<Result> {
  const values = parameters.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
  const [result, fields] = await connection.query({ sql, values, timeout: deadlines.query }).catch(fail);
  return toResult(result, fields);
}

function toResult(result: QueryResult, fields: FieldPacket[]): Result {
  if (!Array.isArray(result)) return { rows: [], changed: result.affectedRows };
  return { rows: (result as Row[]).map((row) => toRow(row, fields)), changed: 0 };
}

function toRow(row: Row, fields: FieldPacket[]): Row {
  return Object.fromEntries(fields.map(({ name, columnType }) => [name, toValue(row[name]!, columnType)]));
}

/** mysql2's numbers for BIGINT, DECIMAL and NEWDECIMAL, which arrive as text so that none is rounded. */
const writtenNumbers = new Set<number | undefined>([8, 0, 246]);

function toValue(value: Value, columnType: number | undefined): Value {
  if (typeof value === "string" && writtenNumbers.has(columnType)) return parseNumber(value);
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

/** Without an error number of the server's own, the failure is the connection's. */
function fail(cause: unknown): never {
  const { errno, sqlState } = cause as { errno?: number; sqlState?: string };
  if (typeof errno === "number" && sqlState !== undefined) throw fromErrorNumber(errno, cause);
  throw vendorUnavailable({ cause });
}
