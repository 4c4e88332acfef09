import { describe, expect, test } from "vitest";
import { escapeXml, readXml } from "../../../../src/protocols/s3/xml.ts";

describe("XML", () => {
  test("is read as elements, attributes passed over", () => {
    const root = readXml(
      '<?xml version="1.0" encoding="UTF-8"?>\n<List xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n <Key>가 &amp; &#xB098;&#45796;</Key><Empty/><Key a=\'1\'>b</Key><Size>12</Size></List>\n',
    );
    expect(root.name).toBe("List");
    expect(root.all("Key").map(({ text }) => text)).toEqual(["가 & 나다", "b"]);
    expect(root.get("Empty")).toBe("");
    expect(root.getNumber("Size")).toBe(12);
    expect(root.find("Missing")).toBeUndefined();
  });

  test("without a value that is needed is an error", () => {
    const root = readXml("<A><Size>many</Size><At>today</At></A>");
    expect(() => root.get("Key")).toThrow(SyntaxError);
    expect(() => root.getNumber("Size")).toThrow(SyntaxError);
    expect(() => root.getTime("At")).toThrow(SyntaxError);
  });

  test.each([
    ["nothing", ""],
    ["text alone", "hello"],
    ["HTML", "<!DOCTYPE html><html></html>"],
    ["an entity of its own", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ["an unknown entity", "<a>&nbsp;</a>"],
    ["a bare ampersand", "<a>b & c</a>"],
    ["a character that cannot be", "<a>&#x110000;</a>"],
    ["an open end", "<a><b></b>"],
    ["crossed elements", "<a><b></a></b>"],
    ["too many ends", "<a></a></a>"],
    ["two roots", "<a></a><b></b>"],
    ["text behind the root", "<a></a>b"],
    ["a comment", "<a><!-- b --></a>"],
    ["a cut tag", "<a><b"],
    ["endless depth", `${"<a>".repeat(50)}${"</a>".repeat(50)}`],
  ])("that is %s is refused", (_what, source) => {
    expect(() => readXml(source)).toThrow(SyntaxError);
  });

  test("carries any text through", () => {
    const text = `a<b>&"c'가😀`;
    expect(readXml(`<a>${escapeXml(text)}</a>`).text).toBe(text);
  });
});
