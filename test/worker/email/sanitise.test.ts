import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sanitiseHtml } from "../../../src/rooms/email/html/sanitise.ts";
import { hostileHtml } from "../../fixtures/hostile-html.ts";
import { elementsOf } from "./elements-of.ts";

const elements = new Set(
  "p div h1 h2 h3 h4 h5 h6 blockquote pre hr br center b strong i em u s del ins sub sup span small code mark ul ol li a img font table thead tbody tfoot tr td th".split(
    " ",
  ),
);
const attributes = new Set(
  "style align dir lang title href target rel src alt width height colspan rowspan valign bgcolor scope start type color size cellpadding cellspacing border".split(
    " ",
  ),
);

/** What is wrong with sanitised HTML, as a parser sees it that the sanitiser does not use. */
async function faultsOf(html: string): Promise<string[]> {
  const found = await elementsOf(html);
  return found.flatMap(({ name, attributes: own }) => [
    ...(elements.has(name) ? [] : [`<${name}>`]),
    ...Object.entries(own).flatMap(([attribute, value]) => {
      if (!attributes.has(attribute)) return [attribute];
      if (attribute === "href" && !/^(?:https:\/\/|mailto:|tel:|\{\{\w+\}\}$)/.test(value)) return [value];
      if (attribute === "src" && !value.startsWith("https://")) return [value];
      if (attribute === "style" && /url|expression|display|position|opacity|[\\@/]|:-/.test(value))
        return [value];
      return [];
    }),
  ]);
}

describe("HTML of staff", () => {
  test.each(hostileHtml.map((html) => [html.slice(0, 70), html] as const))(
    "%s is harmless",
    async (_, html) => {
      const { html: clean } = sanitiseHtml(html);
      expect(await faultsOf(clean)).toEqual([]);
      expect(sanitiseHtml(clean).html).toBe(clean);
    },
  );

  test("keeps what letters are made of as it is", () => {
    const letter =
      '<h1 style="color:#0b6b57;text-align:center">봄 소식</h1><p lang="ko">한 <b>줄</b><br>두 줄 &#38; <a href="https://tov.example/?a=1&#38;b=2" target="_blank" rel="noopener noreferrer nofollow">링크</a></p>' +
      '<table width="100%" border="0"><tbody><tr><td align="right" bgcolor="#ffffff">12</td></tr></tbody></table><ol start="3"><li>셋</li></ol><img src="https://tov.example/a.png" alt="나무" width="200">';
    expect(sanitiseHtml(letter)).toMatchObject({ html: letter, removed: [] });
  });

  test("says what it left out", () => {
    const { html, removed } = sanitiseHtml(
      '<p onclick="a()" style="color:red">글</p><script>b()</script><video></video>',
    );
    expect(html).toBe('<p style="color:red">글</p>');
    expect(removed).toEqual(["onclick", "<script>", "<video>"]);
  });

  test("of a link that may not lead where it would, keeps the words", () => {
    expect(sanitiseHtml('<a href="javascript:a()">여기</a>').html).toBe("여기");
  });

  test("is written anew, so that whatever it was made of nothing else comes out, and it can be sanitised again", async () => {
    const piece = fc.oneof(
      fc.constantFrom(...hostileHtml.filter(({ length }) => length < 400)),
      fc.constantFrom(
        "<",
        ">",
        '"',
        "'",
        "</",
        "/>",
        "<p ",
        "<td",
        "</table>",
        "<!--",
        "-->",
        "&",
        "&#",
        "=",
        "style=",
      ),
      fc.constantFrom(
        "<table>",
        "<tr>",
        "<td>",
        "<li>",
        "<a href='https://a.kr'>",
        "</a>",
        "<b>",
        "<pre>\n",
        "{{name}}",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    );
    const html = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(html, async (source) => {
        const { html: clean } = sanitiseHtml(source);
        expect(await faultsOf(clean)).toEqual([]);
        expect(sanitiseHtml(clean).html).toBe(clean);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
