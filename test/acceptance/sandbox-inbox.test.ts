import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { type SandboxServer, startSandbox } from "../../sandbox/server.ts";
import { hasChromium, launchChromium, openPage } from "../setup/chromium.ts";
import { callsTo, mail, mailSend } from "../setup/sandbox-calls.ts";

const screenshots = "test/output/sandbox-inbox";
const key = "sandbox_development";
const purge = "api.cloudflare.com/client/v4/zones/0123/purge_cache";

describe.skipIf(!hasChromium())("the sandbox's inbox in Chromium", { timeout: 60_000 }, () => {
  let browser: Browser;
  let sandbox: SandboxServer;
  let page: Page;
  let complaints: string[];
  let calls: ReturnType<typeof callsTo>;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());

  beforeEach(async () => {
    sandbox = await startSandbox({ mode: "posted" });
    calls = callsTo(sandbox.sandbox, key);
    ({ page, complaints } = await openPage(browser, sandbox.url));
    await page.goto("/");
    await page.getByText("실시간 연결됨").waitFor();
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.context().close();
    await sandbox.close();
  });

  const entry = (text: string) => page.locator("#entries > li:visible", { hasText: text });
  const panel = (vendor: string) => page.locator(`[data-vendor="${vendor}"]`);
  const html =
    "<h1 style='color: #0b6b57'>고맙습니다, 김하나 님</h1><p><a href='http://localhost:8787/'>영수증 보기</a></p>";
  const content = [
    { type: "text/plain", value: "고맙습니다, 김하나 님." },
    { type: "text/html", value: html },
  ];

  const sizes = [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ];

  test.each(sizes)(
    "a mail appears without a reload and opens as it looks, at $width pixels",
    async (size) => {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${screenshots}-empty-${size.width}.png`, fullPage: true });
      await calls.post(mailSend, mail({ content }));
      const row = entry("후원 감사합니다");
      await row.waitFor();
      expect(await row.innerText()).toContain("hana@example.org");
      await row.locator("summary").first().click();
      const body = row.frameLocator("iframe");
      await body.getByRole("heading", { name: "고맙습니다, 김하나 님" }).waitFor();
      expect(await row.innerText()).toMatch(/사무국 <office@example.org>[\s\S]*고맙습니다, 김하나 님\./);
      await row.getByText("원본 보기").click();
      await row.getByText('"personalizations"').waitFor();
      await page.screenshot({ path: `${screenshots}-mail-${size.width}.png`, fullPage: true });
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    },
  );

  test("a mail runs no script, and its links open beside the inbox", async () => {
    const script = "document.querySelector('#mark').textContent = '바뀜'";
    const active = `<p id="mark">그대로</p><script>${script}</script><a href="${sandbox.url}/?lang=en">열기</a>`;
    await calls.post(mailSend, mail({ content: [{ type: "text/html", value: active }] }));
    await entry("후원 감사합니다").locator("summary").first().click();
    const body = page.frameLocator("#entries iframe");
    const popup = page.waitForEvent("popup");
    await body.getByRole("link", { name: "열기" }).click();
    await (await popup).getByRole("heading", { name: "Sandbox inbox" }).waitFor();
    expect(await body.locator("#mark").innerText()).toBe("그대로");
    expect(complaints.splice(0)).toEqual([expect.stringContaining("Blocked script execution")]);
  });

  test("the first mail is one button away", async () => {
    await page.getByRole("heading", { name: "아직 도착한 것이 없습니다" }).waitFor();
    await page.getByRole("button", { name: "시험 메일 보내기" }).click();
    await entry("시험 메일입니다").waitFor();
    expect(await page.getByRole("button", { name: "시험 메일 보내기" }).isVisible()).toBe(false);
    expect(await page.locator("#announcer").innerText()).toContain("시험 메일입니다");
  });

  test("purges, webhooks with their state, and faults that struck stand beside it", async () => {
    const settings = "api.sendgrid.com/v3/user/webhooks/event/settings";
    // A sandbox calls nobody outside, so this one fails at once.
    await calls.post(settings, { url: "https://www.example.org/hook", enabled: true, delivered: true });
    await calls.post(mailSend, mail());
    await calls.post(purge, { tags: ["post-1", "home"] });
    sandbox.sandbox.faults.set({ key, vendor: "cloudflare", fault: "broken", calls: 1 });
    await calls.post(purge, { tags: ["post-2"] });
    await entry("서버 오류").waitFor();
    await entry("태그로 비우기").getByText("post-1 외 1").waitFor();
    await entry("delivered").getByText("실패").waitFor();
    expect(await page.locator("#count").innerText()).toBe("4건");
  });

  test("faults are switched on and off by the keyboard alone", async () => {
    await panel("cloudflare").locator("summary").focus();
    await page.keyboard.press("Enter");
    await panel("cloudflare").getByLabel("몇 번").fill("2");
    const button = panel("cloudflare").getByRole("button", { name: "인증 실패" });
    await button.focus();
    await page.keyboard.press("Enter");
    await panel("cloudflare").getByText("인증 실패 · 모든 키 · 2번 남음").waitFor();
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    expect((await calls.post(purge, { tags: ["a"] })).status).toBe(401);
    await panel("cloudflare").getByText("1번 남음").waitFor();
    await panel("cloudflare").getByRole("button", { name: "끄기" }).focus();
    await page.keyboard.press("Enter");
    await panel("cloudflare").getByText("정상", { exact: true }).waitFor();
    expect((await calls.post(purge, { tags: ["a"] })).status).toBe(200);
  });

  test("a key that is chosen is the one that is shown and struck", async () => {
    await calls.post(mailSend, mail({ subject: "내 메일" }));
    await callsTo(sandbox.sandbox, "sandbox_other").post(mailSend, mail({ subject: "남의 메일" }));
    await entry("남의 메일").waitFor();
    await page.getByLabel("키").selectOption(key);
    await expect.poll(() => entry("메일").count()).toBe(1);
    await panel("sendgrid").locator("summary").click();
    await panel("sendgrid").getByRole("button", { name: "요청 거절" }).click();
    await panel("sendgrid").getByText(`요청 거절 · ${key} · 끌 때까지`).waitFor();
    expect(sandbox.sandbox.faults.list()).toMatchObject([{ key, vendor: "sendgrid", fault: "refuse" }]);
    await page.getByLabel("업체").selectOption("cloudflare");
    await page.getByText("고른 업체와 키로 도착한 것은 없습니다.").waitFor();
    expect(await page.locator("#entries > li:visible").count()).toBe(0);
  });

  test.each(sizes)("anything can be let happen to a mail, at $width pixels", async (size) => {
    await page.setViewportSize(size);
    await calls.post(mailSend, mail({ content }));
    const row = entry("후원 감사합니다");
    await row.locator("summary").first().click();
    await row.getByRole("button", { name: "링크 클릭" }).click();
    await row.getByText("아무 데도 알리지 않았습니다").waitFor();
    const settings = "api.sendgrid.com/v3/user/webhooks/event/settings";
    await calls.post(settings, { url: "https://www.example.org/hook", enabled: true, click: true });
    await row.getByRole("button", { name: "링크 클릭" }).focus();
    await page.keyboard.press("Enter");
    await row.getByText("웹훅 1곳에 알렸습니다.").waitFor();
    await entry("click").waitFor();
    await page.getByText("받는 주소로 정하는 결과").click();
    await page.getByText("접수 → 전달 → 자동 열람 → 열람").waitFor();
    await page.screenshot({ path: `${screenshots}-happenings-${size.width}.png`, fullPage: true });
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  test("a large call is twenty letters and a batch", async () => {
    const to = (n: number) => [{ email: `p${n}@example.org` }];
    const personalizations = Array.from({ length: 30 }, (_, n) => ({ to: to(n) }));
    await calls.post(mailSend, mail({ personalizations }));
    await entry("묶음").getByText("p0@example.org 외 29건").waitFor();
    expect(await page.locator("#count").innerText()).toBe("21건");
  });

  test("clearing empties the list and the sandbox", async () => {
    await calls.post(mailSend, mail());
    await entry("후원 감사합니다").waitFor();
    await page.getByRole("button", { name: "비우기", exact: true }).click();
    await page.getByRole("heading", { name: "아직 도착한 것이 없습니다" }).waitFor();
    expect(sandbox.sandbox.entries()).toEqual([]);
  });

  test("the page speaks English when asked to", async () => {
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("heading", { name: "Sandbox inbox" }).waitFor();
    await page.getByRole("button", { name: "Send a test mail" }).click();
    await entry("A test mail").waitFor();
  });
});

test("beside the house a sandbox runs, whose webhooks wait until they are taken", async () => {
  const fetchThere = (request: Request) =>
    fetch(request.url.replace("http://localhost:8788", inject("sandboxUrl")), request);
  const { get, post } = callsTo({ fetch: fetchThere }, "sandbox_acceptance");
  const url = `${inject("houseUrl")}/api/webhooks/sendgrid`;
  await post("api.sendgrid.com/v3/user/webhooks/event/settings", { url, enabled: true, delivered: true });
  expect((await post(mailSend, mail())).status).toBe(202);
  const response = await get("_sandbox/webhooks?key=sandbox_acceptance");
  expect(await response.json()).toMatchObject({ webhooks: [{ vendor: "sendgrid", url }] });
});
