import { expect } from "vitest";
import type { Person, PersonHolder } from "../../../src/kit/person.ts";
import type { Database } from "../../../src/platform/database/port.ts";
import type { Row, Value } from "../../../src/platform/database/values.ts";
import { crashAfter, intercept } from "../../setup/faults.ts";
import { dump } from "../../setup/tables.ts";

/** Holders under test, on a database that is empty. */
export interface Subject {
  database: Database;
  /** The holders, on that database or on one with a fault in front of it. */
  open(database: Database): readonly PersonHolder[];
  /** Puts the person into every table that the holders cover, as the rooms themselves would. */
  seed(person: Person): Promise<void>;
  /** What a row says once its sealed values are opened; as it stands where nothing is sealed. */
  reveal?(table: string, row: Row): Promise<Row>;
}

export const somebody: Person = {
  accountId: "01995b1e-7c3a-7000-8000-00000000000a",
  email: "minsu.kim@tov.or.kr",
  phone: "010-1234-5678",
};
export const somebodyElse: Person = {
  accountId: "01995b1e-7c3a-7000-8000-00000000000b",
  email: "yeonghui.lee@example.com",
  phone: "010-8765-4321",
};

/** What may go on naming a person, and by what: who did what is kept by law, masked but for ids. */
const kept: Readonly<Record<string, (keyof Person)[]>> = { audit_log: ["accountId"] };

type Found = { table: string; row: Row };

export async function erase(holders: readonly PersonHolder[], person: Person): Promise<number> {
  let erased = 0;
  for (const holder of holders) erased += (await holder.erasePerson(person)).erased;
  return erased;
}

/** Erasing somebody leaves no trace of them and all of somebody else; twice is harmless. */
export async function checkErasure(subject: Subject): Promise<void> {
  const others = await seedBoth(subject);
  await erase(subject.open(subject.database), somebody);
  await expectOnly(subject, others);
  expect(await erase(subject.open(subject.database), somebody), "rows erased the second time").toBe(0);
  await expectOnly(subject, others);
}

/** A crash after any step leaves what erasing again finishes. Answers how many steps there were. */
export async function checkCrash(subject: Subject, step: number): Promise<number> {
  const others = await seedBoth(subject);
  const calls = countCalls(crashAfter(step)(subject.database));
  await erase(subject.open(calls.database), somebody).catch(() => {});
  await erase(subject.open(subject.database), somebody);
  await expectOnly(subject, others);
  return calls.count();
}

/** Of whom nothing is known, nothing is erased or handed out: null matches no null. */
export async function checkNobody(subject: Subject): Promise<void> {
  await seedBoth(subject);
  await subject.seed({ accountId: null, email: null, phone: null });
  const before = await revealed(subject);
  const nobody = { accountId: null, email: null, phone: null };
  await erase(subject.open(subject.database), nobody);
  expect(await revealed(subject), "rows after erasing nobody").toEqual(before);
  for (const holder of subject.open(subject.database)) expect(await holder.exportPerson(nobody)).toEqual([]);
}

/** What is handed out is of the person, of nobody else, and nothing once it is erased. */
export async function checkExport(subject: Subject): Promise<void> {
  await seedBoth(subject);
  const holders = subject.open(subject.database);
  for (const holder of holders) {
    const records = await holder.exportPerson(somebody);
    expect(records.length, `records of ${holder.room}`).toBeGreaterThan(0);
    expect(tracesIn(JSON.stringify(records), somebodyElse), `records of ${holder.room}`).toEqual([]);
  }
  await erase(holders, somebody);
  for (const holder of holders) expect(await holder.exportPerson(somebody)).toEqual([]);
}

/** Every covered table holds the person before anything is erased: else erasing proves nothing. */
export async function checkSeeds(subject: Subject): Promise<void> {
  await subject.seed(somebody);
  const tables = new Set(
    (await revealed(subject)).filter((found) => namesPerson(found, somebody)).map(({ table }) => table),
  );
  const covered = subject.open(subject.database).flatMap((holder) => holder.tables);
  expect(
    covered.filter((table) => !tables.has(table)),
    "covered tables without the person",
  ).toEqual([]);
}

/** Answers the rows that are somebody else's. */
async function seedBoth(subject: Subject): Promise<Found[]> {
  await subject.seed(somebodyElse);
  const others = await revealed(subject);
  await subject.seed(somebody);
  return others;
}

async function expectOnly(subject: Subject, others: readonly Found[]): Promise<void> {
  const left = await revealed(subject);
  expect(
    left.filter((found) => namesPerson(found, somebody)),
    "rows that name who was erased",
  ).toEqual([]);
  expect(left, "rows of somebody else").toEqual(expect.arrayContaining([...others]));
}

async function revealed({ database, reveal }: Subject): Promise<Found[]> {
  const found = await dump(database);
  if (!reveal) return found;
  return Promise.all(found.map(async ({ table, row }) => ({ table, row: await reveal(table, row) })));
}

function namesPerson({ table, row }: Found, person: Person): boolean {
  const exempt = kept[table] ?? [];
  return Object.values(row).some((value) =>
    tracesIn(textOf(value), person).some((trace) => !exempt.includes(trace)),
  );
}

function textOf(value: Value): string {
  return value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : String(value);
}

/** By what a text names the person, in whatever case and with whatever between the digits. */
function tracesIn(text: string, { accountId, email, phone }: Person): (keyof Person)[] {
  const folded = text.toLowerCase();
  const digits = text.replace(/\D/g, "");
  const traces: (keyof Person)[] = [];
  if (accountId && folded.includes(accountId)) traces.push("accountId");
  if (email && folded.includes(email)) traces.push("email");
  if (phone && digits.includes(phone.replace(/\D/g, "").slice(1))) traces.push("phone");
  return traces;
}

function countCalls(database: Database): { database: Database; count: () => number } {
  let count = 0;
  const counting = intercept((perform) => {
    count += 1;
    return perform();
  });
  return { database: counting(database), count: () => count };
}
