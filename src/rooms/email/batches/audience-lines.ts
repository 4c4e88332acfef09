import type { Text } from "../../../kit/problem.ts";
import { audienceUnusable } from "../problems.ts";
import { type ListedAudience, MOST_RECIPIENTS } from "./audience-input.ts";
import { type CsvRecord, readCsv, UnclosedQuote } from "./csv.ts";
import { decodeBase64, decodeCsv, NoText, piecesOf } from "./csv-text.ts";
import type { Fault, GivenRecipient, Variables } from "./recipient-rules.ts";

/** One line of an audience: somebody, or what keeps it from being read. */
export type Line = { readonly line: number } & (GivenRecipient | { readonly fault: Fault });

/** An audience that comes as bytes instead of with a JSON body. */
export interface CsvFile {
  readonly file: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * The lines of an audience, some at a time. `at` is the JSON pointer to it.
 * @throws `email-audience-unusable` for what is wrong with all of it
 */
export function linesOf(
  audience: ListedAudience | CsvFile,
  variables: Variables | null,
  at: string,
): AsyncGenerator<readonly Line[]> | Generator<readonly Line[]> {
  if ("recipients" in audience) return listed(audience.recipients);
  return fromCsv(textOf(audience), variables, pointerTo(audience, at));
}

/** The JSON pointer to what holds the lines. */
export function pointerTo(audience: ListedAudience | CsvFile, at: string): string {
  if ("file" in audience) return at;
  return `${at}/${Object.keys(audience)[0]}`;
}

function textOf(audience: Exclude<ListedAudience, { recipients: unknown }> | CsvFile) {
  if ("csv" in audience) return piecesOf(audience.csv);
  return decodeCsv("file" in audience ? audience.file : decodeBase64(audience.csvBase64));
}

const AT_ONCE = 1_000;

function* listed(recipients: readonly unknown[]): Generator<Line[]> {
  for (let start = 0; start < recipients.length; start += AT_ONCE) {
    yield recipients
      .slice(start, start + AT_ONCE)
      .map((given, index) => ({ line: start + index, ...toGiven(given) }));
  }
}

const notARecipient: Fault = { field: "", rule: "not-a-recipient" };

function toGiven(given: unknown): GivenRecipient | { fault: Fault } {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return { fault: notARecipient };
  const { email, name, data, ...others } = given as Record<string, unknown>;
  return Object.keys(others).length > 0 ? { fault: notARecipient } : { email, name, data };
}

async function* fromCsv(
  text: AsyncIterable<string> | Iterable<string>,
  variables: Variables | null,
  at: string,
): AsyncGenerator<Line[]> {
  let columns: Columns | null = null;
  let lines = 0;
  try {
    for await (const records of readCsv(text, (cells) => toColumns(cells).email >= 0)) {
      const [first] = records;
      const body = columns ? records : records.slice(1);
      columns ??= checkedColumns(first!.cells, variables, at);
      const found = body.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
      lines += found.length;
      if (lines > MOST_RECIPIENTS) throw unusable(at, tooMany);
      yield found.map((record) => toLine(record, columns!));
    }
    if (!columns) throw unusable(at, noAddresses);
  } catch (error) {
    if (error instanceof UnclosedQuote) throw unusable(at, unclosed(error.row));
    throw error instanceof NoText ? unusable(at, noText) : error;
  }
}

/** Which column is what; -1 where none is. */
interface Columns {
  readonly email: number;
  readonly name: number;
  readonly data: readonly { readonly column: number; readonly variable: string }[];
  readonly count: number;
}

const emailNames = ["email", "e-mail", "이메일", "메일", "이메일 주소", "메일 주소"];
const nameNames = ["name", "이름"];

function toColumns(cells: readonly string[]): Columns {
  // Spreadsheets keep a column that was once used as an empty one at the end.
  const count = cells.findLastIndex((cell) => cell.trim() !== "") + 1;
  // A file that was made on a Mac may have its syllables in pieces.
  const names = cells.slice(0, count).map((cell) => cell.trim().normalize("NFC"));
  const find = (aliases: string[]) => names.findIndex((name) => aliases.includes(name.toLowerCase()));
  const [email, name] = [find(emailNames), find(nameNames)];
  const data = names.map((variable, column) => ({ column, variable }));
  return { email, name, data: data.filter(({ column }) => column !== email && column !== name), count };
}

function checkedColumns(cells: readonly string[], variables: Variables | null, at: string): Columns {
  const columns = toColumns(cells);
  if (columns.email < 0) throw unusable(at, noAddresses);
  const given = columns.data.map(({ variable }) => variable);
  const twice = given.find((name, index) => name === "" || given.indexOf(name) !== index);
  const reserved = given.find((name) => [...emailNames, ...nameNames].includes(name.toLowerCase()));
  if (twice !== undefined || reserved !== undefined) throw unusable(at, unclearColumns);
  if (!variables) return columns;
  const wanted = [...variables.keys()];
  const missing = wanted.filter((name) => !given.includes(name) && !(name === "name" && columns.name >= 0));
  if (missing.length > 0) throw unusable(at, missingColumns(missing));
  if (given.some((name) => !wanted.includes(name))) throw unusable(at, strangeColumns(wanted));
  return columns;
}

function toLine({ row, cells, misquoted }: CsvRecord, columns: Columns): Line {
  if (misquoted) return { line: row, fault: { field: "", rule: "misquoted" } };
  const surplus = cells.slice(columns.count).some((cell) => cell.trim() !== "");
  if (cells.length < columns.count || surplus) {
    return { line: row, fault: { field: "", rule: "unequal-columns" } };
  }
  const data = Object.fromEntries(columns.data.map(({ column, variable }) => [variable, cells[column]]));
  return { line: row, email: cells[columns.email], name: cells[columns.name], data };
}

/** What is wrong with an audience as a whole. */
export const unusable = (pointer: string, detail: Text) =>
  audienceUnusable({ errors: [{ pointer, detail }] });

const noText: Text = {
  ko: "글자로 읽을 수 없습니다. UTF-8이나 CP949(EUC-KR)로 저장한 CSV여야 합니다.",
  en: "It is no text. A CSV file has to be saved in UTF-8 or CP949 (EUC-KR).",
};
const noAddresses: Text = {
  ko: "첫 줄에 email(이메일, 메일) 칸이 없습니다.",
  en: "Its first line names no column `email` (or 이메일, 메일).",
};
const unclearColumns: Text = {
  ko: "첫 줄에 이름이 없거나 같은 이름을 가진 칸이 있습니다.",
  en: "Its first line has columns without a name, or several of one name.",
};
const tooMany: Text = {
  ko: `받는 사람은 ${MOST_RECIPIENTS.toLocaleString("en")}명까지입니다.`,
  en: `${MOST_RECIPIENTS.toLocaleString("en")} recipients at most.`,
};
const missingColumns = (names: readonly string[]): Text => ({
  ko: `템플릿에 필요한 칸이 없습니다: ${names.join(", ")}`,
  en: `Columns that the template needs are missing: ${names.join(", ")}`,
});
const strangeColumns = (names: readonly string[]): Text => ({
  ko: `템플릿이 모르는 칸이 있습니다. 쓸 수 있는 칸: ${["email", "name", ...names].join(", ")}`,
  en: `It has columns that the template does not know. It may have: ${["email", "name", ...names].join(", ")}`,
});
const unclosed = (row: number): Text => ({
  ko: `${row}번째 줄에서 열린 따옴표가 닫히지 않았습니다.`,
  en: `Line ${row}: a quote is opened and never closed.`,
});
