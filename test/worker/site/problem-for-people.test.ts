import { expect, test } from "vitest";
import { openHouse } from "../../setup/open-house.ts";

const ask = async (accept: string) => (await openHouse()).fetch("/nothing/here", { headers: { accept } });

test("an address that nothing is at answers a page to a browser", async () => {
  const response = await ask("text/html,application/xhtml+xml,*/*;q=0.8");
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(response.headers.get("content-security-policy")).toContain("style-src 'self'");
  expect(await response.text()).toContain("찾을 수 없습니다");
});

test("an address that nothing is at answers a problem document to a program", async () => {
  const response = await ask("application/json");
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ status: 404, title: "찾을 수 없습니다" });
});
