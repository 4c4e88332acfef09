import { beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "../../setup/open-house.ts";

const friend = "https://www.example.org";
let house: House;

beforeAll(async () => {
  house = await openHouse({ ALLOWED_ORIGINS: `${friend}, https://admin.example.org` });
});

const preflight = (Origin: string) =>
  house.fetch("/api/files/uploads", {
    method: "OPTIONS",
    headers: {
      ...{ Origin, "Access-Control-Request-Method": "POST" },
      "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    },
  });

describe("a page of another origin", () => {
  it("that is on the list may read answers and what the client needs of their headers", async () => {
    const { headers } = await house.fetch("/api/health", { headers: { Origin: friend } });
    expect(headers.get("Access-Control-Allow-Origin")).toBe(friend);
    expect(headers.get("Vary")).toContain("Origin");
    expect(headers.get("Access-Control-Allow-Credentials")).toBeNull();
    const exposed = headers.get("Access-Control-Expose-Headers");
    for (const name of ["ETag", "Retry-After", "X-Request-Id", "Idempotency-Replayed"])
      expect(exposed).toContain(name);
  });

  it("that is on the list may read problems too", async () => {
    const response = await house.fetch("/api/files", { headers: { Origin: "https://admin.example.org" } });
    expect(response.status).toBe(401);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("https://admin.example.org");
  });

  it.each([
    "https://evil.example",
    "http://www.example.org",
    "https://www.example.org.evil.example",
    "https://www.example.org:8443",
    "null",
  ])("that is not (%s) may read nothing", async (Origin) => {
    expect(
      (await house.fetch("/api/health", { headers: { Origin } })).headers.get("Access-Control-Allow-Origin"),
    ).toBeNull();
    expect((await preflight(Origin)).headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  it("that is on the list is told beforehand what it may send", async () => {
    const { status, headers } = await preflight(friend);
    expect(status).toBe(204);
    expect(headers.get("Access-Control-Allow-Origin")).toBe(friend);
    expect(headers.get("Access-Control-Allow-Methods")).toContain("POST");
    expect(headers.get("Access-Control-Allow-Headers")).toBe("Authorization,Content-Type,Idempotency-Key");
    expect(headers.get("Access-Control-Max-Age")).toBe("86400");
  });

  it("gets nothing from pages, whoever it is", async () => {
    const { headers } = await house.fetch("/", { headers: { Origin: friend } });
    expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});
