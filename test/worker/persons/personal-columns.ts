import type { PersonHolder } from "../../../src/kit/person.ts";
import type { Table } from "../../setup/tables.ts";

/** Words in a column's name that say whose it is, or how to reach them. */
const personal = new Set(
  `account accounts person people user member donor author actor by name names email emails mail recipient recipients
  sender phone phones tel mobile fax address addresses street postcode zip birth birthday birthdate resident contact ip`.split(
    /\s+/,
  ),
);

/** Columns that only sound so. Each with the reason. */
export const notPersonal: Readonly<Record<string, string>> = {
  "api_keys.name": "what a program is called, for the operator to recognise its key",
  "audit_log.actor":
    "the id of a key or of a member of staff; such logs have to be kept, and people in them are masked",
  "cron_jobs.name": "what a job is called",
  "email_batches.created_by": "the id of an API key",
  "email_batches.name": "what staff call it",
  "email_batches.recipients": "how many there are",
  "files.name": "the name of a file",
  "files.name_folded": "the name of a file",
  "files.created_by": "the id of an API key",
  "files.replaced_by": "the id of a file",
  "file_uploads.name": "the name of a file",
  "file_uploads.created_by": "the id of an API key",
};

type Covering = Pick<PersonHolder, "room" | "tables">;

/** What is wrong between the tables that there are and the holders that answer for them, as sentences. */
export function coverageFaults(
  tables: readonly Table[],
  holders: readonly Covering[],
  exempt: Readonly<Record<string, string>> = notPersonal,
): string[] {
  const covered = holders.flatMap((holder) => holder.tables);
  const columns = tables.flatMap(({ name, columns: own }) => own.map((column) => ({ table: name, column })));
  const suspects = columns.filter(({ column }) => column.split("_").some((word) => personal.has(word)));
  const bare = suspects.filter(({ table }) => !covered.includes(table));
  const known = new Set(bare.map(({ table, column }) => `${table}.${column}`));
  return [
    ...[...known]
      .filter((name) => !exempt[name])
      .map((name) => `${name} looks personal and no holder covers it`),
    ...Object.keys(exempt)
      .filter((name) => !known.has(name))
      .map((name) => `${name} needs no exemption`),
    ...covered
      .filter((name) => !tables.some((table) => table.name === name))
      .map((name) => `there is no table ${name}`),
    ...covered
      .filter((name, index) => covered.indexOf(name) < index)
      .map((name) => `two holders cover ${name}`),
  ];
}
