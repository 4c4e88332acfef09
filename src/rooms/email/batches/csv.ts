import Papa from "papaparse";

/** What stands in one row of a spreadsheet. */
export interface CsvRecord {
  /** As a spreadsheet numbers it: the header is 1, and a cell of several lines makes no more rows. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Quotes are not as RFC 4180 (section 2, rules 5 to 7) wants them, so the cells may be others than were meant. */
  readonly misquoted: boolean;
}

/** A quote is opened and never closed again, as far as anybody can tell. */
export class UnclosedQuote extends Error {
  readonly row: number;

  constructor(row: number) {
    super(`The quote that opens in row ${row} is not closed.`);
    this.row = row;
  }
}

/** Characters of a record: past it somebody has forgotten a quote. */
const LONGEST = 128 * 1024;

/**
 * The records of a CSV text (RFC 4180), some at a time; never more of the text is held than a piece and a record.
 * Cells are parted by whichever of comma, semicolon and tab makes a header of the first line. Any kind of line
 * break will do, and within a cell all become line feeds.
 * @throws UnclosedQuote
 */
export async function* readCsv(
  text: AsyncIterable<string> | Iterable<string>,
  isHeader: (cells: readonly string[]) => boolean,
): AsyncGenerator<CsvRecord[]> {
  let parse: ReturnType<typeof createParser> | null = null;
  let rest = "";
  let row = 1;
  for await (const { piece, last } of withLast(withLineFeeds(text))) {
    rest += piece;
    if (!last && rest.length < LONGEST && !rest.includes("\n")) continue;
    parse ??= createParser(delimiterOf(rest, isHeader));
    const { records, consumed } = parse(rest, last, row);
    rest = rest.slice(consumed);
    row += records.length;
    if (records.length > 0) yield records;
    if (rest.length > LONGEST) throw new UnclosedQuote(row);
  }
}

interface Parsed {
  data: string[][];
  errors: { code: string; row: number }[];
  meta: { cursor: number };
}

function createParser(delimiter: string) {
  const parser = new Papa.Parser({ delimiter, newline: "\n", quoteChar: '"' });
  return (text: string, last: boolean, row: number) => {
    const { data, errors, meta } = parser.parse(text, 0, !last) as Parsed;
    const unclosed = errors.find(({ code }) => code === "MissingQuotes");
    if (unclosed) throw new UnclosedQuote(row + unclosed.row);
    const misquoted = new Set(errors.map((error) => error.row));
    const records = data.map(
      (cells, index): CsvRecord => ({ row: row + index, cells, misquoted: misquoted.has(index) }),
    );
    return { records, consumed: meta.cursor };
  };
}

function delimiterOf(text: string, isHeader: (cells: readonly string[]) => boolean): string {
  const fits = (delimiter: string) => {
    const parser = new Papa.Parser({ delimiter, newline: "\n", quoteChar: '"', preview: 1 });
    return isHeader((parser.parse(text, 0, false) as Parsed).data[0] ?? []);
  };
  return [",", ";", "\t"].find(fits) ?? ",";
}

/** CRLF and CR as LF, wherever pieces end. */
async function* withLineFeeds(text: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const piece of text) {
    const whole = held + piece;
    held = whole.endsWith("\r") ? "\r" : "";
    yield whole.slice(0, whole.length - held.length).replace(/\r\n?/g, "\n");
  }
  if (held) yield "\n";
}

async function* withLast(text: AsyncIterable<string>): AsyncGenerator<{ piece: string; last: boolean }> {
  let held: string | null = null;
  for await (const piece of text) {
    if (held !== null) yield { piece: held, last: false };
    held = piece;
  }
  yield { piece: held ?? "", last: true };
}
