import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv, UnclosedQuote } from "../../../src/rooms/email/batches/csv.ts";
import { decodeBase64, decodeCsv, NoText, piecesOf } from "../../../src/rooms/email/batches/csv-text.ts";

const isHeader = (cells: readonly string[]) => cells.includes("email");

async function rowsOf(text: Iterable<string>): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const records of readCsv(text, isHeader)) rows.push(...records.map(({ cells }) => [...cells]));
  return rows;
}

/** A text in pieces of so many characters. */
function* cut(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

const bytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

async function textOf(chunks: Iterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of decodeCsv(chunks)) text += piece;
  return text;
}

describe("a CSV text", () => {
  test.each([
    ["commas", "email,name\na@b.kr,홍\n"],
    ["semicolons", "email;name\na@b.kr;홍"],
    ["tabs, and line breaks of Windows", "email\tname\r\na@b.kr\t홍\r\n"],
    ["line breaks of old Macs", "email,name\ra@b.kr,홍\r"],
    ["quotes around everything", '"email","name"\r\n"a@b.kr","홍"'],
    ["another kind of line break on each line", '"email",name\r\n"a@b.kr",홍\n'],
  ])("with %s has the same cells", async (_, text) => {
    const rows = (await rowsOf([text])).filter((cells) => cells.join("") !== "");
    expect(rows).toEqual([
      ["email", "name"],
      ["a@b.kr", "홍"],
    ]);
  });

  test("may have separators, quotes and line breaks in quoted cells (RFC 4180, section 2)", async () => {
    const rows = await rowsOf(['email,name\r\na@b.kr,"홍, ""길동""\r\n귀하"\r\nb@b.kr,둘']);
    expect(rows.slice(1)).toEqual([
      ["a@b.kr", '홍, "길동"\n귀하'],
      ["b@b.kr", "둘"],
    ]);
  });

  test("has the same cells wherever its pieces end", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "홍", '"', ",", "\n", "\r", " ", "😀") });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, length) => {
        const quoted = rows.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
        const text = ["email,name", ...quoted].join("\r\n");
        const expected = rows.map((cells) => cells.map((text) => text.replace(/\r\n?/g, "\n")));
        expect((await rowsOf(cut(text, length))).slice(1)).toEqual(expected);
      }),
    );
  });

  test("of a quote in the wrong place says which row has it", async () => {
    const records = [];
    for await (const some of readCsv(['email,name\na@b.kr,"홍" 길동"\nb@b.kr,둘'], isHeader))
      records.push(...some);
    expect(records.filter(({ misquoted }) => misquoted).map(({ row }) => row)).toEqual([2]);
    expect(records.at(-1)).toMatchObject({ row: 3, cells: ["b@b.kr", "둘"] });
  });

  test.each([
    ["at its end", 'email,name\na@b.kr,홍\nb@b.kr,"둘\nc@b.kr,셋'],
    [
      "in a long text, without reading all of it",
      `email,name\na@b.kr,홍\nb@b.kr,"둘\n${"c@b.kr,셋\n".repeat(30_000)}`,
    ],
  ])("with a quote that is never closed, %s, says which row opens it", async (_, text) => {
    await expect(rowsOf(cut(text, 10_000))).rejects.toThrow(new UnclosedQuote(3));
  });
});

describe("the bytes of a CSV file", () => {
  const korean = "이메일,이름\r\na@b.kr,홍길동\r\n";
  const utf8 = new TextEncoder().encode(korean);
  // As Excel for Windows in Korea saves it.
  const cp949 = bytes("c0ccb8dec0cf2cc0ccb8a70d0a6140622e6b722cc8abb1e6b5bf0d0a");
  const utf16 = new Uint8Array(
    new Uint16Array([...`\uFEFF${korean}`].map((sign) => sign.charCodeAt(0))).buffer,
  );

  test.each([
    ["UTF-8", utf8],
    ["UTF-8 with a byte order mark", Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8)],
    ["CP949", cp949],
    ["UTF-16, Excel's Unicode text", utf16],
  ])("in %s are the same text", async (_, file) => {
    expect(await textOf([file])).toBe(korean);
    expect(await textOf([...file].map((byte) => Uint8Array.of(byte)))).toBe(korean);
  });

  test("are read in CP949 with the syllables that EUC-KR lacks", async () => {
    expect(await textOf([bytes("8c63b9e6b0a2c7cf")])).toBe("똠방각하");
  });

  test("in which Korean comes late are read in its encoding all the same", async () => {
    const late = new TextEncoder().encode("a@b.kr\n".repeat(20_000));
    expect((await textOf([late, cp949])).endsWith(korean)).toBe(true);
    expect((await textOf([late, utf8])).endsWith(korean)).toBe(true);
  });

  test.each([
    ["in no encoding that is known", [bytes("ff00ff80")]],
    ["that break off within a character", [utf8.slice(0, -3)]],
    ["that go on in another encoding", [utf8, new Uint8Array(70_000).fill(65), cp949]],
  ])("%s are refused", async (_, chunks) => {
    await expect(textOf(chunks)).rejects.toThrow(NoText);
  });

  test("may come in base64", async () => {
    const large = new TextEncoder().encode(korean.repeat(9_000));
    let binary = "";
    for (const byte of large) binary += String.fromCharCode(byte);
    expect(await textOf(decodeBase64(btoa(binary)))).toBe(korean.repeat(9_000));
    for (const wrong of ["abc", "ab=c", "!!!!", "a===", "YQ==YQ=="]) {
      await expect(textOf(decodeBase64(wrong)), wrong).rejects.toThrow(NoText);
    }
  });
});

test("a byte order mark in front of a text is no part of it", () => {
  expect([...piecesOf("\uFEFFemail")]).toEqual(["email"]);
});
