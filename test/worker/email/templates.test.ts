import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, test } from "vitest";
import type { Language } from "../../../src/kit/problem.ts";
import type { Purpose } from "../../../src/rooms/email/fields.ts";
import { fillSlots, slotsOf } from "../../../src/rooms/email/slots.ts";
import { purposesOf, type TemplateName, templateNames } from "../../../src/rooms/email/template-data.ts";
import type { Frame, Template } from "../../../src/rooms/email/templates/template.ts";
import { renderMailing, templates } from "../../../src/rooms/email/templates.ts";
import { elementsOf } from "./elements-of.ts";

const organisation = {
  name: "TOV",
  address: "서울 종로구 삼일대로 428",
  phone: "02-000-0000",
  email: "hello@tov.example",
};
const unsubscribeUrl = "https://tov.example/email/unsubscribe/abc";
const frameOf = (purpose: Purpose): Frame => ({ purpose, organisation, unsubscribeUrl });
const sampleOf = (template: TemplateName, language: Language) =>
  (templates[template] as Template<Record<string, unknown>>).sample(language);
const all = templateNames.flatMap((template) =>
  (["ko", "en"] as const).flatMap((language) =>
    purposesOf(template).map((purpose) => [template, language, purpose] as const),
  ),
);
const render = (template: TemplateName, language: Language, purpose: Purpose, data?: unknown) =>
  renderMailing({
    ...{ template, language, frame: frameOf(purpose) },
    data: data ?? sampleOf(template, language),
  });

/** Elements that nothing closed, and what was closed that was not open. */
function unbalanced(html: string): string[] {
  const faults: string[] = [];
  const parser = new Parser({
    onopentag: (name, _, implied) => void (implied && faults.push(`<${name}>`)),
    onclosetag: (name, implied) =>
      void (implied && !/^(?:meta|br|hr|img)$/.test(name) && faults.push(`</${name}>`)),
  });
  parser.end(html);
  return faults;
}

/** The words that a reader sees: without tags, what is hidden, and the head. */
const wordsOf = (html: string) =>
  html
    .replace(/<head>.*<\/head>|<!--.*?-->|<div style="display:none.*?<\/div>/gs, " ")
    .replace(/<\/?(?:a|b|strong|i|em|span)\b[^>]*>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);|&(amp|lt|gt|quot);/g, (_, code, name) =>
      code ? String.fromCharCode(Number(code)) : { amp: "&", lt: "<", gt: ">", quot: '"' }[name as "amp"],
    )
    .match(/[\p{L}\p{N}]+/gu);

describe.each(all)("%s in %s as %s", (template, language, purpose) => {
  const { subject, html, text } = render(template, language, purpose);

  test("has nothing in it that was not filled in", () => {
    for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|\[object|\{\{|NaN/);
  });

  test("is HTML that every program reads alike", () => {
    expect(unbalanced(html)).toEqual([]);
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${language}"`));
    expect(html).not.toMatch(/<(?:script|img|link|iframe|svg|form)\b|url\(|src=/);
    // Gmail cuts off what is longer (102 KB).
    expect(html.length).toBeLessThan(12_000);
  });

  test("says the same as text", () => {
    const addresses = new Set(
      [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) =>
        href!.replaceAll("&#38;", "&").replaceAll("&amp;", "&"),
      ),
    );
    const bare = [...addresses].reduce((rest, address) => rest.replaceAll(` <${address}>`, ""), text);
    expect(bare.match(/[\p{L}\p{N}]+/gu)).toEqual(wordsOf(html));
  });

  test("is legible by night where the program asks for it, and by day in any other", () => {
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(html).toContain("@media (prefers-color-scheme:dark)");
    for (const [, tag] of html.matchAll(/<(?:p|h1|th)([^>]*)>/g)) expect(tag).toContain("style=");
  });

  test("says that it is an advertisement first, or nothing of it at all", () => {
    expect(subject.startsWith("(광고) ")).toBe(purpose === "advertisement");
    expect(subject.match(/광고/g)?.length ?? 0).toBe(purpose === "advertisement" ? 1 : 0);
    const legal = [organisation.address, organisation.phone, unsubscribeUrl, "수신거부", "unsubscribe"];
    for (const words of legal) {
      expect(text.includes(words), words).toBe(purpose === "advertisement");
      expect(html.includes(words), words).toBe(purpose === "advertisement");
    }
  });
});

describe("an advertisement", () => {
  const data = { title: "(광고) 봄 소식", body: "소식" };

  test("says once that it is one, whoever has said so before", () => {
    expect(render("notification", "ko", "advertisement", data).subject).toBe("(광고) 봄 소식");
  });

  test("is not made without what the law wants under it", () => {
    const frame = {
      purpose: "advertisement",
      organisation: { ...organisation, phone: null },
      unsubscribeUrl,
    } as const;
    expect(() => renderMailing({ template: "notification", language: "ko", data, frame })).toThrow(
      "who sent it",
    );
    const { unsubscribeUrl: _, ...endless } = frameOf("advertisement");
    expect(() => renderMailing({ template: "notification", language: "ko", data, frame: endless })).toThrow();
  });
});

describe("slots", () => {
  const values = {
    name: "A <b>",
    link: "https://tov.example/?a=1&b=2",
    title: "$& 소식",
    unsubscribe: unsubscribeUrl,
  };

  test("stand for what recipients have of their own, in the subject, the text, the HTML and its links", () => {
    const slots = slotsOf(["name", "link", "title", "unsubscribe"], "0123456789ab");
    const content = renderMailing({
      ...{ template: "notification", language: "ko", data: { body: "소식" }, slots },
      frame: { purpose: "advertisement", organisation, unsubscribeUrl: slots[3]!.inText },
    });
    const { subject, html, text } = fillSlots({ content, slots }, { values });
    expect(subject).toBe("(광고) $& 소식");
    expect(text).toContain("A <b>님, 안녕하세요.");
    expect(text).toContain(`<${values.link}>`);
    expect(html).toContain("A &#60;b&#62;님, 안녕하세요.");
    expect(html).toContain('href="https://tov.example/?a=1&#38;b=2"');
    expect(`${subject}${html}${text}`).not.toContain("0123456789ab");
  });

  test.each(all)("give what %s in %s as %s would say to that one alone", (template, language, purpose) => {
    const sample = sampleOf(template, language);
    const custom = template === "custom";
    const own = (custom ? (sample.values as Record<string, string>) : sample) as Record<string, string>;
    const names = ["name", "link", "appeal", "title", "report"].filter((name) => own[name] !== undefined);
    const slots = slotsOf([...names, "unsubscribe"], "0123456789ab");
    const { values: _, ...common } = sample;
    const data = custom
      ? common
      : Object.fromEntries(Object.entries(sample).filter(([name]) => !names.includes(name)));
    const frame = { ...frameOf(purpose), unsubscribeUrl: slots.at(-1)!.inText };
    const content = renderMailing({ template, language, data, slots, frame });
    const each = fillSlots({ content, slots }, { values: { ...own, unsubscribe: unsubscribeUrl } });
    const one = render(template, language, purpose);
    const plain = (html: string) => html.replaceAll("&#38;", "&amp;");
    expect({ ...each, html: plain(each.html) }).toEqual({ ...one, html: plain(one.html) });
  });
});

test("whatever a value is, it adds no element and no attribute to the letter", async () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '"><script>hit=1</script>',
      "' onclick='x",
      "</td></tr></table>",
      "<!--",
      "]]>",
      "&lt;b&gt;",
      "&#60;b>",
    ),
    fc.constantFrom("</title><b>", "</style><b>", "{{name}}", "$&", "<img src=x onerror=x>", "`", "\\"),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  const text = fc.array(nasty, { minLength: 1, maxLength: 3 }).map((parts) => {
    const unwanted = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
    const signs = Array.from(parts.join("").replace(unwanted, "").trim());
    return signs.slice(0, 20).join("").trim() || "x";
  });
  const shapeOf = async (html: string) =>
    (await elementsOf(html)).map(({ name, attributes }) => `${name} ${Object.keys(attributes)}`);
  const x = { name: "x", title: "x", body: "x", button: "x", details: [{ label: "x", value: "x" }] };
  const tame = await shapeOf(
    render("notification", "ko", "advertisement", { ...x, link: "https://a.kr/" }).html,
  );
  await fc.assert(
    fc.asyncProperty(fc.record({ name: text, title: text, body: text, button: text }), async (texts) => {
      const about = { details: [{ label: texts.title, value: texts.body }], link: "https://a.kr/" };
      const hostile = render("notification", "ko", "advertisement", { ...texts, ...about });
      expect(await shapeOf(hostile.html)).toEqual(tame);
      expect(hostile.text).toContain(texts.name.replace(/\s+/g, " "));
    }),
    { numRuns: 100 },
  );
}, 60_000);

test("a custom letter looks like the others, and stays light where it has colours of its own", () => {
  const plain = render("custom", "ko", "transactional", { subject: "가", html: "<h1>가</h1><p>나</p>" });
  expect(plain.html).toContain("prefers-color-scheme:dark");
  const coloured = render("custom", "ko", "transactional", {
    subject: "가",
    html: '<p style="color:#000">나</p>',
  });
  expect(coloured.html).not.toContain("prefers-color-scheme:dark");
  expect(coloured.html).toContain('content="light only"');
});

test("a test says so in its subject", () => {
  const mark = { ko: "[테스트]", en: "[Test]" };
  const frame = { purpose: "transactional", organisation, mark } as const;
  const of = (language: Language) =>
    renderMailing({ template: "welcome", language, data: { name: "Kim" }, frame }).subject;
  expect([of("ko"), of("en")]).toEqual([
    "[테스트] Kim님, TOV에 오신 것을 환영합니다",
    "[Test] Welcome to TOV, Kim",
  ]);
});
