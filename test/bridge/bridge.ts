import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { createConnection, SqlError } from "mariadb";
import { type Backend, execute, type Session } from "./execute.ts";
import { type Limits, planetscaleLimits } from "./limits.ts";
import { Transactions } from "./transactions.ts";

/** The MariaDB behind the bridge, and the one password that the bridge takes. */
export interface BridgeOptions {
  /** `mysql://user:password@host:port` */
  server: string;
  password: string;
  limits?: Partial<Limits>;
}

/** The bridge as an HTTP handler, and what ends its transactions. */
export interface Bridge {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): void;
}

/**
 * Speaks PlanetScale's HTTP protocol (`psdb.v1alpha1.Database`) in front of a MariaDB, and refuses what PlanetScale
 * would refuse. The user's name is the name of the database, so that every test can have one of its own.
 */
export function createBridge({ server, password, limits }: BridgeOptions): Bridge {
  const enforced = { ...planetscaleLimits, ...limits };
  const shared = { transactions: new Transactions(enforced.transaction), limits: enforced };
  return {
    handle: async (request, response) => {
      const credentials = readCredentials(request);
      if (credentials.password !== password) return send(response, 401, unauthenticated);
      const call = calls[request.url ?? ""];
      if (!call || request.method !== "POST") return send(response, 404, unimplemented);
      const body = JSON.parse((await text(request)) || "{}");
      const backend = { ...shared, connect: () => connect(server, credentials.user) };
      await call(backend, body).then(
        (answer) => send(response, 200, answer),
        (error) =>
          isUnknownDatabase(error) ? send(response, 401, unauthenticated) : send(response, 503, unavailable),
      );
    },
    close: () => shared.transactions.close(),
  };
}

interface Body {
  query: string;
  session?: Session | null;
}

const calls: Record<string, (backend: Backend, body: Body) => Promise<object>> = {
  "/psdb.v1alpha1.Database/CreateSession": async (backend) => execute(backend, "SELECT 1", null),
  "/psdb.v1alpha1.Database/Execute": (backend, { query, session }) =>
    execute(backend, query, session ?? null),
};

/** Rows are lists of raw bytes. Changed rows are counted as MySQL does by itself: what stays the same is not changed. */
function connect(server: string, database: string) {
  const { hostname: host, port, username: user, password } = new URL(server);
  return createConnection({
    ...{ host, port: Number(port), user, password, database },
    charset: "utf8mb4",
    foundRows: false,
    rowsAsArray: true,
    metaAsArray: true,
    typeCast: (column) => column.buffer(),
  });
}

function readCredentials(request: IncomingMessage) {
  const encoded = request.headers.authorization?.replace(/^Basic /, "") ?? "";
  const [user = "", password = ""] = Buffer.from(encoded, "base64").toString().split(":");
  return { user, password };
}

const isUnknownDatabase = (error: unknown) => error instanceof SqlError && error.errno === 1049;

const unauthenticated = { error: { code: "unauthenticated", message: "invalid authorization credentials" } };
const unavailable = { error: { code: "unavailable", message: "the database does not answer" } };
const unimplemented = { error: { code: "unimplemented", message: "there is no such call" } };

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
