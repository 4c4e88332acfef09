import { describe, expect, test } from "vitest";
import type { Language } from "../../../src/kit/problem.ts";
import type { Purpose } from "../../../src/rooms/email/fields.ts";
import { fillSlots, slotsOf } from "../../../src/rooms/email/slots.ts";
import { purposesOf, type TemplateName, templateNames } from "../../../src/rooms/email/template-data.ts";
import type { Frame, Template } from "../../../src/rooms/email/templates/template.ts";
import { renderMailing, templates } from "../../../src/rooms/email/templates.ts";

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

describe.each(all)("%s in %s as %s", (template, language, purpose) => {
  const { subject, html, text } = render(template, language, purpose);

  test("has nothing in it that was not filled in", () => {
    for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|\[object|\{\{|NaN/);
  });

  test("says that it is an advertisement first, or nothing of it at all", () => {
    expect(subject.startsWith("(광고) ")).toBe(purpose === "advertisement");
    const legal = [organisation.address, organisation.phone, unsubscribeUrl, "수신거부", "unsubscribe"];
    for (const words of legal) {
      expect(text.includes(words), words).toBe(purpose === "advertisement");
      expect(html.includes(words), words).toBe(purpose === "advertisement");
    }
  });
});

test("slots stand for what recipients have of their own, in the subject, the text, the HTML and its links", () => {
  const slots = slotsOf(["name", "link", "title", "unsubscribe"], "0123456789ab");
  const content = renderMailing({
    ...{ template: "notification", language: "ko", data: { body: "소식" }, slots },
    frame: { purpose: "advertisement", organisation, unsubscribeUrl: slots[3]!.inText },
  });
  const link = "https://tov.example/?a=1&b=2";
  const values = { name: "A <b>", link, title: "$& 소식", unsubscribe: unsubscribeUrl };
  const { subject, html, text } = fillSlots({ content, slots }, { values });
  expect(subject).toBe("(광고) $& 소식");
  expect(text).toContain("A <b>님, 안녕하세요.");
  expect(text).toContain(`<${link}>`);
  expect(html).toContain("A &#60;b&#62;님, 안녕하세요.");
  expect(html).toContain('href="https://tov.example/?a=1&#38;b=2"');
  expect(`${subject}${html}${text}`).not.toContain("0123456789ab");
});
