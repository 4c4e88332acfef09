import { randomUUID } from "node:crypto";
import { type MysqlClient, QueryError } from "./client.ts";
import type { Migration } from "./files.ts";
import {
  createLedger,
  type Progress,
  readProgress,
  recordBegun,
  recordDone,
  recordFinished,
} from "./ledger.ts";
import { holdLock, releaseLock } from "./lock.ts";

/** A migration, and what the database says of it. */
export interface Status {
  readonly migration: Migration;
  readonly state: "applied" | "interrupted" | "pending";
  readonly progress: Progress | undefined;
}

/** Compares the files with the database. @throws when a file was changed after it had been applied. */
export async function readStatus(client: MysqlClient, migrations: readonly Migration[]): Promise<Status[]> {
  const recorded = await readProgress(client);
  return migrations.map((migration) => {
    const progress = recorded.get(migration.name);
    if (progress?.finished && progress.checksum !== migration.checksum) {
      throw new Error(
        `${migration.name} was changed after it had been applied. Write a new migration instead.`,
      );
    }
    const state = progress === undefined ? "pending" : progress.finished ? "applied" : "interrupted";
    return { migration, state, progress };
  });
}

/**
 * Applies what is not applied yet, in order. MySQL cannot undo a CREATE TABLE, so every statement is recorded: after
 * a crash the next run goes on where this one stopped.
 */
export async function applyMigrations(
  client: MysqlClient,
  migrations: readonly Migration[],
  report: (line: string) => void = () => {},
): Promise<void> {
  await createLedger(client);
  const holder = randomUUID();
  await holdLock(client, holder);
  try {
    await checkMode(client);
    for (const status of await readStatus(client, migrations)) {
      if (status.state === "applied") continue;
      await applyOne(client, status, () => holdLock(client, holder));
      report(`applied ${status.migration.name}`);
    }
  } finally {
    await releaseLock(client, holder);
  }
}

async function applyOne(client: MysqlClient, status: Status, keepLock: () => Promise<void>): Promise<void> {
  const { migration, progress } = status;
  for (const [index, statement] of migration.statements.entries()) {
    const number = index + 1;
    if (number <= (progress?.done ?? 0)) continue;
    await keepLock();
    await recordBegun(client, migration, number);
    await runStatement(client, statement, number === progress?.begun);
    await recordDone(client, migration.name, number);
  }
  await recordFinished(client, migration.name);
}

/** 1050 table exists, 1060 column exists, 1061 index exists, 1091 nothing there to drop, 1051 no such table. */
const alreadyDone = new Set<number | undefined>([1050, 1051, 1060, 1061, 1091]);

/** @param interrupted whether an earlier run died in this statement, so that it may have happened. */
async function runStatement(client: MysqlClient, statement: string, interrupted: boolean): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (interrupted && error instanceof QueryError && alreadyDone.has(error.number)) return;
    throw error;
  }
}

/** The Worker's clients escape texts with backslashes, and its stores count on refused rather than cut values. */
async function checkMode(client: MysqlClient): Promise<void> {
  const [row] = await client.query("select @@sql_mode as mode");
  const modes = String(row?.mode).split(",");
  if (modes.includes("NO_BACKSLASH_ESCAPES"))
    throw new Error("Take NO_BACKSLASH_ESCAPES out of the server's sql_mode.");
  if (!modes.some((mode) => /^STRICT_(TRANS|ALL)_TABLES$/.test(mode))) {
    throw new Error("Put STRICT_TRANS_TABLES into the server's sql_mode.");
  }
}
