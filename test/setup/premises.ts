import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { d1 } from "../../src/platform/database/d1.ts";
import { emptyTables } from "./databases.ts";
import { createTestWorld } from "./test-world.ts";

/** How many there are; `vitest.config.ts` binds them. */
export const PREMISES = 24;

/** A database and a bucket that no other house uses at the time. */
export interface Premises {
  DB: D1Database;
  FILES_BUCKET: R2Bucket;
}

const free = Array.from({ length: PREMISES }, (_, i) => i);
const waiting: ((number: number) => void)[] = [];

/** Lends empty premises while `use` runs, so that many houses can stand side by side in one test. */
export async function withPremises<T>(use: (premises: Premises) => Promise<T>): Promise<T> {
  const number = free.pop() ?? (await new Promise<number>((resolve) => waiting.push(resolve)));
  try {
    return await use(await prepare(number));
  } finally {
    const next = waiting.shift();
    if (next) next(number);
    else free.push(number);
  }
}

async function prepare(number: number): Promise<Premises> {
  const bindings = env as unknown as Record<string, unknown>;
  const DB = bindings[`TEST_DB_${number}`] as D1Database;
  const FILES_BUCKET = bindings[`TEST_BUCKET_${number}`] as R2Bucket;
  await applyD1Migrations(DB, env.TEST_D1_MIGRATIONS);
  await emptyTables(d1.open({ DB }, createTestWorld()));
  const { objects } = await FILES_BUCKET.list();
  if (objects.length > 0) await FILES_BUCKET.delete(objects.map(({ key }) => key));
  return { DB, FILES_BUCKET };
}
