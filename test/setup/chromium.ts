import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Whether the machine has Chromium. Without it tests in a browser are skipped, loudly; with `CI=true` they fail. */
export function hasChromium(): boolean {
  if (existsSync(executablePath)) return true;
  const message = `There is no Chromium at ${executablePath} (apt-get install chromium fonts-noto-cjk, or set CHROMIUM).`;
  if (process.env.CI === "true") throw new Error(message);
  console.warn(`\n  !! ${message} Everything in a browser is SKIPPED.\n`);
  return false;
}

/** A headless Chromium that talks to nobody but the pages it is given. */
export function launchChromium(): Promise<Browser> {
  const quiet = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  return chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet],
  });
}

/** A page in a Korean browser of its own, and what went wrong on it: errors on the console, what the policy refused, exceptions. */
export async function openPage(
  browser: Browser,
  baseURL: string,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: "ko-KR", baseURL });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints };
}
