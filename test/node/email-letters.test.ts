import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sanitiseHtml } from "../../src/rooms/email/html/sanitise.ts";
import { purposesOf, templateNames } from "../../src/rooms/email/template-data.ts";
import type { Template } from "../../src/rooms/email/templates/template.ts";
import { renderMailing, templates } from "../../src/rooms/email/templates.ts";
import { hostileHtml } from "../fixtures/hostile-html.ts";
import { hasChromium, launchChromium } from "../setup/chromium.ts";
import { leastContrast, type Standing, standing } from "../setup/seen-letters.ts";

const organisation = {
  name: "TOV",
  address: "서울 종로구 삼일대로 428 낙원상가 5층 500호",
  phone: "02-000-0000",
  email: "hello@tov.example",
};
const unsubscribeUrl = "https://tov.example/email/unsubscribe/abc";

const render = (template: (typeof templateNames)[number], language: "ko" | "en", data?: unknown) => {
  const purpose = purposesOf(template).at(-1)!;
  const sample = (templates[template] as Template<unknown>).sample(language);
  const frame = { purpose, organisation, unsubscribeUrl };
  return renderMailing({ template, language, data: data ?? sample, frame });
};

const letters = templateNames.flatMap((name) =>
  (["ko", "en"] as const).map((language) => [name, language] as const),
);
const screens = [390, 800].flatMap((width) =>
  (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
);

describe.skipIf(!hasChromium())("in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function show(html: string, screen = screens[0]!): Promise<Page> {
    const page = await browser.newPage({
      viewport: { width: screen.width, height: 600 },
      colorScheme: screen.scheme,
    });
    await page.route("**", (route) => route.abort());
    await page.setContent(html);
    return page;
  }

  test.each(letters)(
    "%s in %s fits the screen and is legible, large and small, by day and by night",
    async (name, language) => {
      const { html } = render(name, language);
      for (const screen of screens) {
        const page = await show(html, screen);
        const width = await page.evaluate<number>("document.documentElement.scrollWidth");
        expect(width, `${screen.width} ${screen.scheme}`).toBeLessThanOrEqual(screen.width);
        expect(
          await page.evaluate<number>(leastContrast),
          `${screen.width} ${screen.scheme}`,
        ).toBeGreaterThanOrEqual(4.5);
        await page.close();
      }
    },
    60_000,
  );

  test.each(letters)("%s in %s says the same as its text", async (name, language) => {
    const { html, text } = render(name, language);
    const page = await show(html);
    const seen = await page.evaluate<string>("document.body.innerText");
    await page.close();
    const words = (said: string) => said.replace(/ <https?:[^>]*>/g, "").match(/[\p{L}\p{N}]+/gu);
    expect(words(seen)).toEqual(words(text));
  });

  test("nothing that staff can write runs, reaches out, or breaks out of its place in the letter", async () => {
    const page = await show("<p>");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    for (const hostile of hostileHtml) {
      const clean = sanitiseHtml(hostile).html;
      if (clean === "" || clean.includes("{{")) continue;
      const { html } = render("custom", "ko", { subject: "가", html: `${clean}<p>끝</p>` });
      await page.setContent(html);
      const found = await page.evaluate<Standing>(standing);
      expect(found, hostile).toEqual({
        ...{ hit: false, inside: true, outside: true, onTop: true, handlers: [], foreign: 0, tables: 2 },
      });
    }
    await page.close();
    expect(asked.filter((url) => !url.startsWith("https://"))).toEqual([]);
  }, 120_000);
});
