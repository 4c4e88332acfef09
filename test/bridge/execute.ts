import { randomUUID } from "node:crypto";
import type { Connection, FieldInfo, UpsertResult } from "mariadb";
import { type Failure, mysqlFailure, vitessFailure } from "./failures.ts";
import { findRefusal, type Limits, verb } from "./limits.ts";
import type { Transactions } from "./transactions.ts";
import { encodeField, encodeRow } from "./wire.ts";

/** What the client carries from one call to the next without looking into it. */
export interface Session {
  id: string;
  inTransaction: boolean;
}

/** What one call needs: how to reach the server, and what is open there. */
export interface Backend {
  connect(): Promise<Connection>;
  transactions: Transactions;
  limits: Limits;
}

interface Answer {
  session: Session;
  result?: object;
  error?: Failure;
  /** Seconds. */
  timing?: number;
}

/** Runs one statement in the client's session. */
export async function execute(backend: Backend, sql: string, given: Session | null): Promise<Answer> {
  const session = given ?? { id: randomUUID(), inTransaction: false };
  const refusal = findRefusal(sql);
  if (refusal) return { session, error: vitessFailure("INVALID_ARGUMENT", `unsupported: ${refusal}`) };
  const open = backend.transactions.find(session.id);
  if (session.inTransaction && !open) return lostTransaction(session, sql, backend.limits);
  const connection = open ?? (await backend.connect());
  try {
    const started = performance.now();
    const answer = await runQuery(connection, sql, backend.limits);
    return {
      session: follow(backend, session, sql, connection),
      ...answer,
      timing: (performance.now() - started) / 1000,
    };
  } catch (error) {
    return { session, error: mysqlFailure(error) };
  } finally {
    if (!backend.transactions.find(session.id)) await connection.end().catch(() => undefined);
  }
}

/** Keeps the connection on BEGIN, and lets go of it after COMMIT and ROLLBACK. */
function follow({ transactions }: Backend, session: Session, sql: string, connection: Connection): Session {
  const word = verb(sql);
  if (word === "begin" || word === "start") {
    if (!session.inTransaction) transactions.begin(session.id, connection);
    return { ...session, inTransaction: true };
  }
  if (word !== "commit" && word !== "rollback") return session;
  transactions.end(session.id);
  return { ...session, inTransaction: false };
}

function lostTransaction(session: Session, sql: string, limits: Limits): Answer {
  const ended = { ...session, inTransaction: false };
  if (verb(sql) === "rollback") return { session: ended, result: {} };
  const description = `transaction ${session.id}: ended (exceeded timeout: ${limits.transaction}ms)`;
  return { session: ended, error: vitessFailure("ABORTED", description) };
}

async function runQuery(
  connection: Connection,
  sql: string,
  limits: Limits,
): Promise<Pick<Answer, "result" | "error">> {
  const [rows, fields] = await connection.query<[(Buffer | null)[][] | UpsertResult, FieldInfo[]]>(sql);
  if (!Array.isArray(rows)) return { result: changes(rows) };
  if (rows.length > limits.rows)
    return { error: vitessFailure("ABORTED", `Row count exceeded ${limits.rows}`) };
  return { result: { fields: fields.map(encodeField), rows: rows.map(encodeRow) } };
}

/** Noughts are left out, as protobuf's JSON leaves out what is at its default. */
function changes({ affectedRows, insertId }: UpsertResult) {
  return {
    ...(affectedRows > 0 && { rowsAffected: String(affectedRows) }),
    ...(insertId && { insertId: String(insertId) }),
  };
}
