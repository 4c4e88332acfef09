import { sql } from "kysely";
import type { Person, PersonHolder } from "../../../src/kit/person.ts";
import type { Database, Query } from "../../../src/platform/database/port.ts";
import { personsBox } from "../../setup/person-holders.ts";
import { rawQuery } from "../../setup/raw-query.ts";

/** Where letters have a sealed note. */
export const sealedNotes = { table: "planted_letters", id: "id", column: "note" };

/** Two tables that belong to no room: letters, and the lines of letters, which only the letter ties to a person. */
export async function plantTables(database: Database): Promise<void> {
  const run = (text: string) => database.run(rawQuery(database, sql.raw(text)));
  await run(
    "create table if not exists planted_letters (id varchar(36) primary key, account_id varchar(36), email varchar(255), note text)",
  );
  await run(
    "create table if not exists planted_lines (id varchar(36) primary key, letter_id varchar(36), content varchar(255))",
  );
  await clearTables(database);
}

export async function clearTables(database: Database): Promise<void> {
  for (const table of ["planted_letters", "planted_lines"])
    await database.run(rawQuery(database, sql`delete from ${sql.table(table)}`));
}

export async function dropTables(database: Database): Promise<void> {
  for (const table of ["planted_letters", "planted_lines"])
    await database.run(rawQuery(database, sql`drop table ${sql.table(table)}`));
}

export async function seedLetter(database: Database, { accountId, email, phone }: Person): Promise<void> {
  const [letter, line] = [crypto.randomUUID(), crypto.randomUUID()];
  const note = await personsBox.seal(`연락처: ${phone}`, { ...sealedNotes, id: letter });
  await database.atomically([
    rawQuery(database, sql`insert into planted_letters values (${letter}, ${accountId}, ${email}, ${note})`),
    rawQuery(database, sql`insert into planted_lines values (${line}, ${letter}, ${`전화: ${phone}`})`),
  ]);
}

/** Ways in which a holder may do its work badly. */
export type Flaw =
  | "forgets lines"
  | "keeps what is sealed"
  | "takes all"
  | "letter first"
  | "null is null"
  | "hands out all"
  | "says it did";

/** A holder of those tables: faultless, or with one flaw. */
export function openPlanted(database: Database, flaw?: Flaw): PersonHolder {
  const query = (builder: Parameters<typeof rawQuery>[1]): Query => rawQuery(database, builder);
  const whose = ({ accountId, email }: Person) => {
    if (flaw === "takes all") return sql`1 = 1`;
    if (flaw !== "null is null") return sql`(account_id = ${accountId} or email = ${email})`;
    return sql`((account_id = ${accountId} or account_id is null) and (email = ${email} or email is null))`;
  };
  const letters = (person: Person) => query(sql`delete from planted_letters where ${whose(person)}`);
  const lines = (person: Person) =>
    query(
      sql`delete from planted_lines where letter_id in (select id from planted_letters where ${whose(person)})`,
    );
  const namelessLetters = (person: Person) =>
    query(sql`update planted_letters set account_id = null, email = null where ${whose(person)}`);
  const stepsOf = (person: Person) => {
    if (flaw === "forgets lines") return [letters(person)];
    if (flaw === "keeps what is sealed") return [lines(person), namelessLetters(person)];
    return [lines(person), letters(person)];
  };
  return {
    room: "planted",
    tables: ["planted_letters", "planted_lines"],
    async exportPerson(person) {
      const which = flaw === "hands out all" ? sql`1 = 1` : whose(person);
      return database.all(
        rawQuery(database, sql<Record<string, unknown>>`select * from planted_letters where ${which}`),
      );
    },
    async erasePerson(person) {
      if (flaw === "letter first") return eraseLetterFirst(database, person);
      let erased = flaw === "says it did" ? 1 : 0;
      for (const step of stepsOf(person)) erased += (await database.run(step)).changed;
      return { erased };
    },
  };
}

/** Once the letter is gone, nothing tells whose its lines are: a crash in between leaves them for good. */
async function eraseLetterFirst(database: Database, { email }: Person): Promise<{ erased: number }> {
  const found = sql<{ id: string }>`select id from planted_letters where email = ${email}`;
  const letters = await database.all(rawQuery(database, found));
  for (const { id } of letters) {
    await database.run(rawQuery(database, sql`delete from planted_letters where id = ${id}`));
    await database.run(rawQuery(database, sql`delete from planted_lines where letter_id = ${id}`));
  }
  return { erased: letters.length };
}
