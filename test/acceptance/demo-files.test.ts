import { readFile } from "node:fs/promises";
import type { Browser, CDPSession, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { hwp } from "../fixtures/hwp.ts";
import { pdf } from "../fixtures/pdf.ts";
import { photo, photoName } from "../fixtures/pictures.ts";
import { jpeg } from "../fixtures/small-pictures.ts";
import { hasChromium, launchChromium, openPage } from "../setup/chromium.ts";

interface DroppedFile {
  name: string;
  /** As the browser's system tells it; for many documents it knows none. */
  type?: string;
  bytes: Uint8Array;
}

const screenshots = "test/output/demo-files";
const shown = photoName.normalize("NFC");
const letter = { name: "2026년 봄 소풍 안내문.hwp", bytes: await hwp() };
const minutes = { name: "회의록 (최종).pdf", bytes: pdf() };

/** What runs inside the page, as source: these tests are not compiled for a browser. */
const inPage = {
  transferOf: `(files) => {
    const transfer = new DataTransfer();
    for (const { name, type, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }`,
  largeText: `(name) => {
    const line = "2026-04-05,출석,김하나\\n";
    const file = new File([line.repeat(1_497_965)], name, { type: "text/plain", lastModified: 1775368200000 });
    const transfer = new DataTransfer();
    transfer.items.add(file);
    return transfer;
  }`,
  drawThumbnail: `(name) => {
    const card = [...document.querySelectorAll("#files li")].find((card) => card.textContent.includes(name));
    const image = card.querySelector("img");
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/png");
  }`,
};

describe.skipIf(!hasChromium())("/demo/files in Chromium", { timeout: 120_000 }, () => {
  let browser: Browser;
  let page: Page;
  let network: CDPSession;
  let picture: DroppedFile;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    picture = { name: photoName, type: "image/jpeg", bytes: await photo({ orientation: 6, gps: true }) };
  }, 120_000);
  afterAll(() => browser?.close());

  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, inject("houseUrl")));
    network = await page.context().newCDPSession(page);
    await network.send("Network.enable");
    await page.goto("/demo/files");
  });
  afterEach(() => page.context().close());

  const sizes = [
    { width: 1440, height: 1000, collection: "documents" },
    { width: 390, height: 844, collection: "consultations" },
  ];

  test.each(sizes)(
    "photos and documents that are dropped come back, at $width pixels",
    async ({ collection, ...size }) => {
      await page.setViewportSize(size);
      await choose(collection);
      await drop([picture, letter, minutes]);
      const card = fileCard(shown);
      await card.locator("img").waitFor();
      await fileCard(letter.name).waitFor();
      await fileCard(minutes.name).waitFor();
      await expectUpright(await pixelsOf(shown));
      expect(await downloadOf(letter.name)).toEqual({ name: letter.name, same: true });
      await page.screenshot({ path: `${screenshots}-${size.width}.png`, fullPage: true });
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(complaints).toEqual([]);

      async function downloadOf(name: string) {
        const coming = page.waitForEvent("download");
        await fileCard(name).getByRole("button", { name: "내려받기" }).click();
        const download = await coming;
        const bytes = await readFile(await download.path());
        return { name: download.suggestedFilename(), same: bytes.equals(letter.bytes) };
      }
    },
  );

  test("a public photo has its thumbnail at /images/thumb, 300x200 WebP", async () => {
    await choose("posts/content");
    await drop([picture]);
    const image = fileCard(shown).locator("img");
    await image.waitFor();
    const headers = { Accept: "image/avif,image/webp,*/*;q=0.8" };
    const response = await page.request.get((await image.getAttribute("src")) ?? "", { headers });
    expect(response.headers()["content-type"]).toBe("image/webp");
    await expectUpright(await response.body());
  });

  test.each(["posts/content", "documents"])(
    "a photo in %s of which no thumbnail can be made says why",
    async (collection) => {
      await choose(collection);
      const name = `깨진 사진 ${collection.length}.jpg`;
      await drop([{ name, type: "image/jpeg", bytes: jpeg() }]);
      await fileCard(name).getByText("그림 파일을 읽을 수 없습니다").waitFor();
    },
  );

  test("the rules of a collection are there before a file is chosen", async () => {
    await choose("consultations");
    const rules = page.locator('dl[data-collection="consultations"]');
    await rules.waitFor();
    expect(await rules.innerText()).toMatch(/HWP[\s\S]*20 MiB까지[\s\S]*누구나[\s\S]*100 MiB/);
    expect(await page.locator("#choose").getAttribute("accept")).toContain(".hwpx");
    expect(await page.locator("dl[data-collection]:visible").count()).toBe(1);
  });

  test("a file that the collection refuses shows the rule in Korean", async () => {
    await choose("resources/pdfs");
    await drop([letter]);
    const notice = page.locator("#uploads .notice");
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/받지 않는 형식[\s\S]*받는 형식: PDF/);
    await page.screenshot({ path: `${screenshots}-refused.png`, fullPage: true });
    await page.getByRole("button", { name: `${letter.name} 닫기` }).click();
    expect(await page.locator("#uploads li").count()).toBe(0);
  });

  test("an upload that is cancelled leaves nothing", async () => {
    await choose("documents");
    const before = await page.locator("#files li").count();
    await slowDown(200_000);
    await drop([picture]);
    await page.getByText(/[1-9]\d?% 보냄/).waitFor();
    await page.screenshot({ path: `${screenshots}-sending.png` });
    const aborted = page.waitForEvent("requestfailed", (request) => request.method() === "PUT");
    await page.getByRole("button", { name: `${shown} 취소` }).click();
    await aborted;
    expect(await page.locator("#uploads li").count()).toBe(0);
    await slowDown(-1);
    await page.reload();
    await page.waitForLoadState("networkidle");
    expect(await page.locator("#files li").count()).toBe(before);
  });

  test("an upload waits while the network is gone, and goes on by itself", async () => {
    await choose("documents");
    await slowDown(400_000);
    await drop([{ ...picture, name: "끊겼다 이어진 사진.jpg" }]);
    await page.getByText(/[1-9]\d?% 보냄/).waitFor();
    await slowDown(-1, { offline: true });
    await page.getByText("연결이 끊겼습니다").first().waitFor();
    await page.screenshot({ path: `${screenshots}-offline.png` });
    await slowDown(-1);
    await fileCard("끊겼다 이어진 사진.jpg").locator("img").waitFor();
  });

  test("an upload in parts goes on after the page was loaded again, with the parts that are missing", async () => {
    const puts: string[] = [];
    page.on("request", (request) => request.method() === "PUT" && puts.push(request.url()));
    const arrival = page.waitForResponse(
      (response) => response.request().method() === "PUT" && response.ok(),
    );
    await choose("documents");
    await slowDown(8_000_000);
    await dropLargeText("출석부.txt");
    await arrival;
    expect(puts.length).toBe(3);
    await page.reload();
    await slowDown(-1);
    await choose("documents");
    await dropLargeText("출석부.txt");
    await fileCard("출석부.txt").waitFor({ timeout: 60_000 });
    expect(puts.length).toBe(5);
  });

  test("a signature that has run out is renewed", async () => {
    let refused = 0;
    await page.route("**/cdn-cgi/local/r2/s3/**", (route) =>
      refused++ === 0 ? route.fulfill({ status: 403 }) : route.continue(),
    );
    await choose("documents");
    await drop([{ ...minutes, name: "늦게 보낸 문서.pdf" }]);
    await fileCard("늦게 보낸 문서.pdf").waitFor();
    expect(refused).toBe(2);
  });

  test("a file that is not what it says is refused after it has arrived, with the reason", async () => {
    await choose("documents");
    const html = new TextEncoder().encode("<!doctype html><script>alert(1)</script>");
    await drop([{ name: "소식지.pdf", type: "application/pdf", bytes: html }]);
    const notice = page.locator("#uploads .notice");
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/[가-힣]{2}[\s\S]*자세히 보기/);
    expect(await page.getByRole("button", { name: "소식지.pdf 다시 시도" }).count()).toBe(0);
    await notice.getByRole("link", { name: "자세히 보기" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(page.url()).toContain("/problems/files-");
  });

  test("a file is deleted and restored by the keyboard alone", async () => {
    await choose("documents");
    await drop([{ ...minutes, name: "지울 문서.pdf" }]);
    const card = fileCard("지울 문서.pdf");
    await card.getByRole("button", { name: "삭제" }).focus();
    await page.keyboard.press("Enter");
    await card.getByText("30일 안에 되돌릴 수 있습니다").waitFor();
    expect(await page.locator("#announcer").innerText()).toContain("삭제했습니다");
    // Focus has moved to the button that takes its place.
    await page.keyboard.press("Enter");
    await card.getByRole("button", { name: "내려받기" }).waitFor();
  });

  test("whoever has no key can still attach to a consultation", async () => {
    await choose("consultations");
    await page.getByLabel("API 키").fill("");
    await page.getByLabel("API 키").blur();
    await page.getByText("담당자만 볼 수 있습니다").waitFor();
    await drop([minutes]);
    await fileCard(minutes.name).waitFor();
    expect(await page.getByRole("button", { name: "삭제" }).count()).toBe(0);
  });

  test("the page speaks English when asked to", async () => {
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("heading", { name: "Try uploading files" }).waitFor();
    await choose("resources/pdfs");
    await drop([letter]);
    await page.getByText("The collection does not take this type", { exact: true }).waitFor();
  });

  const choose = (collection: string) =>
    page.getByLabel("어디에 올릴까요?").or(page.getByLabel("Where should they go?")).selectOption(collection);

  /** What the browser shows on a file's card. */
  async function pixelsOf(name: string): Promise<Buffer> {
    const address = await page.evaluate<string>(`(${inPage.drawThumbnail})(${JSON.stringify(name)})`);
    return Buffer.from(address.split(",")[1] ?? "", "base64");
  }

  /** A thumbnail of the photo that differs from sharp's by no more than encoders do; turned by 90 degrees it would be 40 and more. */
  async function expectUpright(thumbnail: Buffer): Promise<void> {
    const { width, height } = await sharp(thumbnail).metadata();
    expect({ width, height }).toEqual({ width: 300, height: 200 });
    const own = await sharp(thumbnail).removeAlpha().raw().toBuffer();
    const judge = await sharp(picture.bytes).autoOrient().resize(300, 200).removeAlpha().raw().toBuffer();
    const difference =
      own.reduce((sum, value, index) => sum + Math.abs(value - (judge[index] ?? 0)), 0) / own.length;
    expect(difference).toBeLessThan(5);
  }

  function fileCard(name: string) {
    return page.locator("#files li", { hasText: name }).first();
  }

  /** Drops files on the page as a person does: all at once, with their bytes. */
  async function drop(files: DroppedFile[]): Promise<void> {
    const carried = files.map(({ name, type = "", bytes }) => ({
      name,
      type,
      base64: Buffer.from(bytes).toString("base64"),
    }));
    const transfer = await page.evaluateHandle(`(${inPage.transferOf})(${JSON.stringify(carried)})`);
    await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
  }

  /** Drops 40 MiB, which go up in three parts; the same file whenever it is dropped. */
  async function dropLargeText(name: string): Promise<void> {
    const transfer = await page.evaluateHandle(`(${inPage.largeText})(${JSON.stringify(name)})`);
    await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
  }

  /** Bytes a second that the browser may send; -1 for no limit. */
  async function slowDown(uploadThroughput: number, { offline = false } = {}): Promise<void> {
    const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput };
    await network.send("Network.emulateNetworkConditions", conditions);
  }
});
