import { describe, expect, it } from "vitest";
import { openHouse } from "../../setup/open-house.ts";

const key = "tov_a-key-that-only-this-test-knows-000000";

async function textOf(
  house: Awaited<ReturnType<typeof openHouse>>,
  path: string,
  init?: RequestInit,
): Promise<string> {
  const response = await house.fetch(path, init);
  expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  return response.text();
}

describe("/", () => {
  it("names every service, its driver and its state", async () => {
    const text = await textOf(await openHouse(), "/");
    for (const shown of ["데이터베이스", "d1", "파일 저장소", "r2", "그림 변환", "engine", "정상"])
      expect(text).toContain(shown);
  });

  it("tells a developer which setting is wrong, and nobody else", async () => {
    const broken = { IMAGE_DRIVER: "nothing-like-this" };
    expect(await textOf(await openHouse(broken), "/")).toContain("IMAGE_DRIVER must be one of");
    const production = await textOf(await openHouse({ ...broken, ENVIRONMENT: "production" }), "/");
    expect(production).toContain("설정 필요");
    expect(production).not.toContain("IMAGE_DRIVER");
  });

  it("answers in the language of the reader, and keeps the one that was chosen in its links", async () => {
    const house = await openHouse();
    const english = await textOf(house, "/", { headers: { "Accept-Language": "en-GB,ko;q=0.5" } });
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('href="/problems"');
    const chosen = await textOf(house, "/?lang=en");
    expect(chosen).toContain('href="/problems?lang=en"');
    expect(chosen).toContain('href="?lang=ko"');
  });

  it("leads to no other host, whatever address it stands at", async () => {
    const text = await textOf(await openHouse(), "//elsewhere.example/", {
      headers: { Accept: "text/html" },
    });
    expect(text).not.toContain("elsewhere.example");
  });
});

describe("/problems/{id}", () => {
  it("explains a kind of problem", async () => {
    expect(await textOf(await openHouse(), "/problems/files-too-large")).toContain("파일이 너무 큽니다");
  });

  it("answers 404 with a page for a kind that there is not, whatever is in its name", async () => {
    const house = await openHouse();
    const response = await house.fetch(`/problems/${encodeURIComponent("<script>alert(1)</script>")}`);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("<script>alert");
  });
});

describe("/demo/files", () => {
  it("is not there in production", async () => {
    const house = await openHouse({ ENVIRONMENT: "production" });
    expect((await house.fetch("/demo/files")).status).toBe(404);
    expect(await textOf(house, "/")).not.toContain("/demo/files");
  });

  it("holds the development key in development only", async () => {
    expect(await textOf(await openHouse({ ADMIN_API_KEY: key }), "/demo/files")).toContain(key);
    const preview = await textOf(
      await openHouse({ ADMIN_API_KEY: key, ENVIRONMENT: "preview" }),
      "/demo/files",
    );
    expect(preview).toContain('id="key"');
    expect(preview).not.toContain(key);
  });
});
