import { actorOf, type Caller } from "../../kit/caller.ts";
import { notOpened, type SealedBox } from "../../kit/sealed-box.ts";
import type { World } from "../../kit/world.ts";
import type { Database, Step } from "../../platform/database/port.ts";
import { databaseGuardFailed } from "../../platform/database/problems.ts";
import type { SealedColumn } from "../../platform/database/sealed-columns.ts";
import type { Audit } from "./audit.ts";
import type { SealedStore, SealedValue } from "./sealed-store.ts";

/** Values a call: each takes two statements on D1, and a request on the free plan has fifty. */
export const VALUES = 20;
/** How often values are read again that somebody else has changed meanwhile. */
const ATTEMPTS = 5;

/** Where a walk through all sealed values stands: in which column of the registry, and behind which row. */
export interface Position {
  column: number;
  after: string;
}

interface Found extends SealedValue {
  column: SealedColumn;
}

interface Parts {
  store: SealedStore;
  columns: readonly SealedColumn[];
  sealedBox: SealedBox;
  audit: Pick<Audit, "record">;
  database: Database;
  world: World;
}

/**
 * After a rotation of keys, seals what older keys have sealed with the newest one, some values a call. A value that changes
 * meanwhile is left as it is, so calls may break off, be repeated and run at once.
 */
export function createReseal({ store, columns, sealedBox, audit, database, world }: Parts) {
  async function find({
    column: first,
    after,
  }: Position): Promise<{ found: Found[]; next: Position | null }> {
    const found: Found[] = [];
    for (const [index, column] of columns.entries()) {
      if (index < first) continue;
      const from = index === first ? after : "";
      const rows = await store.behind(column, sealedBox.currentPrefix, from, VALUES - found.length);
      found.push(...rows.map((row) => ({ ...row, column })));
      if (found.length === VALUES) return { found, next: { column: index, after: found.at(-1)?.id ?? "" } };
    }
    return { found, next: null };
  }

  /** Nothing for a value that does not open: it must not keep the others from their turn. */
  async function sealAnew({ column, ...value }: Found): Promise<Step[]> {
    const place = { table: column.table, column: column.column, id: value.id };
    try {
      const content = await sealedBox.openBytes(value.sealed, place);
      return [store.replace(column, value, await sealedBox.seal(content, place))];
    } catch (error) {
      if (!notOpened.matches(error)) throw error;
      world.log.error("reseal.not-opened", { cause: error.cause });
      return [];
    }
  }

  function tell(caller: Caller, resealed: number, found: readonly Found[]): Step {
    const subject = { kind: "sealing-key", id: sealedBox.currentKey };
    const where = [...new Set(found.map(({ column }) => `${column.table}.${column.column}`))];
    const after = { resealed, columns: where };
    return audit.record({
      actor: actorOf(caller),
      action: "sealing-key.reseal",
      subject,
      before: null,
      after,
    });
  }

  async function attempt(
    caller: Caller,
    from: Position,
  ): Promise<{ resealed: number; next: Position | null }> {
    const { found, next } = await find(from);
    const steps: Step[] = [];
    // One after the other: a value may be megabytes.
    for (const value of found) steps.push(...(await sealAnew(value)));
    if (steps.length > 0) await database.atomically([...steps, tell(caller, steps.length, found)]);
    return { resealed: steps.length, next };
  }

  async function persist(caller: Caller, from: Position, left: number): ReturnType<typeof attempt> {
    try {
      return await attempt(caller, from);
    } catch (error) {
      if (left === 0 || !databaseGuardFailed.matches(error)) throw error;
      return persist(caller, from, left - 1);
    }
  }

  /** One step of the walk, and how many values are left in all. @throws `database-guard-failed` when others were always faster */
  return async (caller: Caller, from: Position | null) => {
    const prefix = sealedBox.currentPrefix;
    const done = await persist(caller, from ?? { column: 0, after: "" }, ATTEMPTS);
    const counts = columns.map((column) => store.countBehind(column, prefix));
    const remaining = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    return { ...done, remaining };
  };
}

export type Reseal = ReturnType<typeof createReseal>;
