import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { hasChromium, launchChromium, openPage } from "../setup/chromium.ts";

const screenshots = "test/output/site";
const pages = ["/", "/problems", "/problems/files-too-large", "/docs"];

describe.skipIf(!hasChromium())("the site in Chromium", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, inject("houseUrl")));
  });
  afterEach(() => page.context().close());

  describe.each([1440, 390])("at %i pixels", (width) => {
    test.each(pages)("%s fits, keeps its policy and has one heading of the first rank", async (path) => {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      if (path === "/docs") await page.locator(".opblock").first().waitFor();
      await page.screenshot({ path: `${screenshots}${path.replaceAll("/", "-")}-${width}.png` });
      expect(await page.locator("main h1:visible").count()).toBe(1);
      expect(await page.locator("html").getAttribute("lang")).toBe("ko");
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(complaints).toEqual([]);
    });
  });

  test("/docs shows every operation of the document, with a script of our own", async () => {
    await page.goto("/docs");
    await page.locator(".opblock").first().waitFor();
    const document = await (await page.request.get("/openapi.json")).json();
    const operations = Object.values<object>(document.paths).flatMap((path) => Object.keys(path));
    expect(await page.locator(".opblock").count()).toBe(operations.length);
    expect(complaints).toEqual([]);
  });

  test("the language that a reader chooses goes along through the links", async () => {
    await page.goto("/");
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("navigation").getByRole("link", { name: "Problems" }).click();
    await page.getByRole("link", { name: "The file is too large" }).click();
    await page.getByRole("heading", { name: "The file is too large" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });

  test("the first key press offers to skip to the content", async () => {
    await page.goto("/");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("content");
  });
});
