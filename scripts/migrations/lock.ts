import type { MysqlClient } from "./client.ts";

/** Another runner is at work. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

/** Seconds without a sign of life after which a runner counts as dead; longer than any one statement should take. */
const lease = 600;

/**
 * Takes the lock, or keeps it when it is already `holder`'s. A row and not GET_LOCK, which ends with the session that
 * a call over HTTP does not have.
 * @throws LockedError when somebody else has it.
 */
export async function holdLock(client: MysqlClient, holder: string): Promise<void> {
  await client.query(
    `update schema_migrations_lock set holder = ?, expires_at = unix_timestamp() + ?
    where id = 1 and (holder = ? or expires_at <= unix_timestamp())`,
    [holder, lease, holder],
  );
  const [row] = await client.query("select holder from schema_migrations_lock where id = 1");
  if (row?.holder !== holder) {
    throw new LockedError(
      `Another runner (${row?.holder}) is applying migrations. If it crashed, wait ${lease / 60} minutes.`,
    );
  }
}

export async function releaseLock(client: MysqlClient, holder: string): Promise<void> {
  await client.query(
    "update schema_migrations_lock set holder = '', expires_at = 0 where id = 1 and holder = ?",
    [holder],
  );
}
