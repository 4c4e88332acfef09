import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameWithEnding, sanitizeFilename } from "../../../src/rooms/files/filename.ts";
import { photoName } from "../../fixtures/pictures.ts";

describe("sanitizeFilename", () => {
  test.for([
    ["composes what a Mac decomposed", photoName, "사진 봄소풍.jpg"],
    ["keeps spaces, brackets and emoji", "(최종) 회의록 👨‍👩‍👧 v2.hwp", "(최종) 회의록 👨‍👩‍👧 v2.hwp"],
    ["takes the last part of a path", "C:\\fakepath\\결산.xlsx", "결산.xlsx"],
    ["does not leave the folder", "../../etc/passwd", "passwd"],
    ["takes no dots for a name", "..", "file"],
    ["gives a name where there is none", " \u0000\u200b ", "file"],
    ["shows the real extension", "사진\u202egpj.exe", "사진gpj.exe"],
    ["removes line breaks, which would split a header", "a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"],
    ["replaces what Windows forbids", 'a<b>:"c|?*.pdf', "a_b___c___.pdf"],
    ["makes Windows devices harmless", "con.hwp", "_con.hwp"],
    ["makes them harmless without an extension", "LPT1", "_LPT1"],
    ["leaves what only begins like a device", "console.log", "console.log"],
    ["drops the dots and spaces at the end, as Windows would", "report.pdf. . ", "report.pdf"],
    ["shows hidden files", ".htaccess", "htaccess"],
    ["replaces half a character", "\ud83d.jpg", "\ufffd.jpg"],
  ] as const)("%s", ([, name, clean]) => {
    expect(sanitizeFilename(name)).toBe(clean);
  });

  test("cuts a long name to 255 bytes and keeps its extension", () => {
    const clean = sanitizeFilename(`${"가".repeat(200)}.hwpx`);
    expect(clean).toBe(`${"가".repeat(83)}.hwpx`);
  });

  test("cuts before an emoji, not inside of it", () => {
    expect(sanitizeFilename(`${"a".repeat(240)}👨‍👩‍👧.png`)).toBe(`${"a".repeat(240)}.png`);
  });

  test("gives another name to a single character of many marks", () => {
    expect(sanitizeFilename(`a${"\u0301".repeat(200)}.png`)).toBe("file.png");
  });

  test("cuts a name whose last part is too long to be an extension", () => {
    expect(sanitizeFilename(`a.${"가".repeat(100)}`)).toBe(`a.${"가".repeat(84)}`);
  });

  test("any text becomes a name that stays as it is", { timeout: 20_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.string({ maxLength: 20 })),
        (name) => {
          const clean = sanitizeFilename(name);
          expect(clean).not.toMatch(/^$|^\.|[/\\]|[. ]$|\p{Cc}|[\u202a-\u202e]/u);
          expect(new TextEncoder().encode(clean).length).toBeLessThanOrEqual(255);
          expect(sanitizeFilename(clean)).toBe(clean);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("nameWithEnding", () => {
  test.for([
    ["text/plain", "문의.js", "문의.js.txt"],
    ["text/plain", "바로가기.pdf.lnk", "바로가기.pdf.lnk.txt"],
    ["text/plain", "사진.JPG", "사진.JPG.txt"],
    ["text/plain", "README", "README.txt"],
    ["image/jpeg", "IMG_0001.HEIC", "IMG_0001.HEIC.jpg"],
    ["application/x-hwp", "공문.hwpx", "공문.hwpx.hwp"],
    ["text/plain", `${"a".repeat(252)}.js`, `${"a".repeat(251)}.txt`],
  ] as const)("%s that is called %s gets the ending it lacks", ([type, name, named]) => {
    expect(nameWithEnding(name, type)).toBe(named);
  });

  test.for([
    ["text/plain", "명단.csv"],
    ["image/jpeg", "사진.JPEG"],
    ["application/pdf", "공문.PDF"],
    ["application/octet-stream", "backup.tar.zst"],
  ] as const)("%s may be called %s", ([type, name]) => {
    expect(nameWithEnding(name, type)).toBe(name);
  });
});
