import { describe, expect, test } from "vitest";
import { base64Lines, encodeText } from "../../../src/protocols/mime/bodies.ts";
import { addressHeader, parameterHeader, textHeader } from "../../../src/protocols/mime/header-lines.ts";

describe("a header of text", () => {
  test.each([
    ["stays as it is", "Welcome to TOV", "Subject: Welcome to TOV\r\n"],
    [
      "is folded between words",
      "a ".repeat(60).trim(),
      `Subject: ${"a ".repeat(34).trim()}\r\n ${"a ".repeat(26).trim()}\r\n`,
    ],
    ["is encoded beyond ASCII", "안녕", "Subject: =?UTF-8?B?7JWI64WV?=\r\n"],
    ["is encoded where it looks encoded", "=?x?=", "Subject: =?UTF-8?B?PT94Pz0=?=\r\n"],
    ["is encoded where folding would lose a space", "a  b", "Subject: =?UTF-8?B?YSAgYg==?=\r\n"],
    [
      "breaks no character in two",
      "가".repeat(14),
      `Subject: =?UTF-8?B?${btoa("\xea\xb0\x80".repeat(13))}?=\r\n =?UTF-8?B?6rCA?=\r\n`,
    ],
    [
      "fills no word beyond its measure",
      `a${"가".repeat(13)}`,
      `Subject: =?UTF-8?B?${btoa(`a${"\xea\xb0\x80".repeat(12)}`)}?=\r\n =?UTF-8?B?6rCA?=\r\n`,
    ],
    ["holds no line break", "a\r\nBcc: b\u2028c", "Subject: a Bcc: b c\r\n"],
    ["holds no half of a character", "\ud800", "Subject: =?UTF-8?B?77+9?=\r\n"],
  ])("%s", (_, text, expected) => {
    expect(textHeader("Subject", text)).toBe(expected);
  });

  test.each(["X-A: b\r\nBcc", "X A", "X-A:", "", "한글"])("has no name like %j", (name) => {
    expect(() => textHeader(name, "a")).toThrow();
  });
});

test.each([
  [undefined, "To: <hana@example.org>\r\n"],
  ["Hana Kim", "To: Hana Kim <hana@example.org>\r\n"],
  ['Kim, "Hana" \\', 'To: "Kim, \\"Hana\\" \\\\" <hana@example.org>\r\n'],
  ["하나", "To: =?UTF-8?B?7ZWY64KY?= <hana@example.org>\r\n"],
  ["a@b.example>", 'To: "a@b.example>" <hana@example.org>\r\n'],
])("somebody called %j is named so", (name, expected) => {
  expect(addressHeader("To", { email: "hana@example.org", name })).toBe(expected);
});

test.each([
  ["receipt.pdf", 'filename="receipt.pdf"'],
  ['a".pdf', "filename*=utf-8''a%22.pdf"],
  ["it's (1)*.pdf", "filename*=utf-8''it%27s%20%281%29%2A.pdf"],
  ["영수증.pdf", "filename*=utf-8''%EC%98%81%EC%88%98%EC%A6%9D.pdf"],
  [
    "영수증영수증.pdf",
    "filename*0*=utf-8''%EC%98%81%EC%88%98%EC%A6%9D%EC%98%81%EC%88%98%EC%A6%9D;\r\n filename*1*=.pdf",
  ],
])("a file called %j is named so", (filename, expected) => {
  const header = parameterHeader("Content-Disposition", "attachment", { filename });
  expect(header.replace(/;\r\n (?=filename(?:\*0)?\*?=)/, "; ")).toBe(
    `Content-Disposition: attachment; ${expected}\r\n`,
  );
});

describe("a text", () => {
  test.each([
    ["a = b \n.\n\tc\t", "a =3D b=20\r\n.\r\n\tc=09\r\n"],
    ["x".repeat(80), `${"x".repeat(75)}=\r\n${"x".repeat(5)}\r\n`],
    [`${"x".repeat(74)}가`, `${"x".repeat(74)}=\r\n=EA=B0=80\r\n`],
    ["a\r\nb\rc", "a\r\nb\r\nc\r\n"],
  ])("of ASCII for the most part is readable: %j", (text, lines) => {
    expect(encodeText(text)).toEqual({ encoding: "quoted-printable", lines });
  });

  test("in Korean is shorter in base64", () => {
    const text = "고맙습니다.\n".repeat(20);
    const { encoding, lines } = encodeText(text);
    expect(encoding).toBe("base64");
    expect(Buffer.from(lines, "base64").toString()).toBe(text.replaceAll("\n", "\r\n"));
    expect(Math.max(...lines.split("\r\n").map(({ length }) => length))).toBe(76);
  });
});

test("a file is the same in pieces as at once, and only what it is of its buffer", () => {
  const buffer = new Uint8Array(200_003).map((_, at) => (at * 31) % 251);
  const bytes = buffer.subarray(1, 200_001);
  const pieces = [...base64Lines(bytes)];
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join("").replaceAll("\r\n", "")).toBe(Buffer.from(bytes).toString("base64"));
});
