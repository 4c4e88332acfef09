import { beforeAll, describe, expect, it } from "vitest";
import { routesOf } from "../../src/app.ts";
import type { Declaration } from "../../src/http/route.ts";
import { scopes } from "../../src/kit/caller.ts";
import { type House, openHouse, operator } from "../setup/open-house.ts";
import { samplePath } from "./http/sample-path.ts";

/** Everything that the routes' declarations promise is asked of every route there is. */
let house: House;
const declared: Declaration[] = routesOf((await openHouse()).services).map((route) => route.declaration);
const scoped = declared.filter((one) => one.caller !== "anyone");
const name = (one: Declaration) => `${one.method.toUpperCase()} ${one.path}`;

beforeAll(async () => {
  house = await openHouse();
});

function send(one: Declaration, headers: Record<string, string> = {}): Promise<Response> {
  const body = one.body?.kind === "json" ? { body: "{}" } : {};
  return house.fetch(samplePath(one), { method: one.method.toUpperCase(), headers, ...body });
}

async function problemOf(response: Response): Promise<string> {
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  const { type, status } = (await response.json()) as { type: string; status: number };
  expect(status).toBe(response.status);
  return type.split("/").at(-1) ?? "";
}

describe.each(declared.map((one) => [name(one), one] as const))("%s", (_, one) => {
  it("declares a caller, a cache rule, a header profile and a limit, and has a summary", () => {
    expect(["anyone", ...scopes]).toContain(one.caller);
    expect(["no-store", "revalidate", "own"]).toContain(one.cache);
    // Vendors sign what they post, and may post a lot; links to unsubscribe are signed, and mail programs post for many.
    const signed = /^\/(?:api\/webhooks|email\/unsubscribe)\//.test(one.path);
    const limits = one.method === "get" ? ["reads", "none"] : [signed ? "none" : "writes"];
    expect(limits).toContain(one.limit);
    expect(["api", "file", "page", "reference", "letter"]).toContain(one.headers);
    expect(one.summary).not.toBe("");
  });

  it("keeps secrets of callers out of every cache but its own", () => {
    if (one.caller === "anyone") return;
    expect(one.cache).not.toBe("revalidate");
    expect(one.headers).not.toBe("page");
  });

  it("answers a wrong key with 401, even where anyone may call", async () => {
    const response = await send(one, { Authorization: "Bearer tov_this-key-is-nobodys-this-key-is-nobodys" });
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer error="invalid_token"');
    if (one.headers === "page") expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    else expect(await problemOf(response)).toBe("http-unauthenticated");
  });

  it("sends the headers of its profile, a request id, and its cache rule", async () => {
    const { headers } = await send(one);
    expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers.get("Strict-Transport-Security")).toBe("max-age=31536000; includeSubDomains");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("strict-origin-when-cross-origin");
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).toContain("frame-ancestors 'none'");
    if (one.headers === "api") expect(policy).toBe("default-src 'none'; frame-ancestors 'none'");
    if (one.headers === "file") expect(policy).toContain("sandbox");
    if (one.headers === "letter") expect(policy).toContain("sandbox");
    if (one.headers === "page") expect(policy).not.toContain("unsafe");
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe(
      one.headers === "file" ? "cross-origin" : "same-origin",
    );
    if (headers.get("Content-Type") === "application/problem+json")
      expect(headers.get("Cache-Control")).toBe("no-store");
    else if (one.cache === "revalidate") expect(headers.get("Cache-Control")).toBe("private, no-cache");
    else if (one.cache === "no-store") expect(headers.get("Cache-Control")).toBe("no-store");
    else expect(headers.get("Cache-Control")).not.toBeNull();
  });

  it("answers 405 and the methods that it has to every other method", async () => {
    const own = declared
      .filter((other) => other.path === one.path)
      .map((other) => other.method.toUpperCase());
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
      if (own.includes(method) || (method === "HEAD" && own.includes("GET"))) continue;
      const response = await house.fetch(samplePath(one), { method });
      expect(response.status, method).toBe(405);
      const allowed = (response.headers.get("Allow") ?? "").split(", ");
      expect(allowed.toSorted()).toEqual([...own, ...(own.includes("GET") ? ["HEAD"] : [])].toSorted());
    }
  });
});

describe.each(scoped.map((one) => [name(one), one] as const))("%s", (_, one) => {
  it("answers 401 without a key", async () => {
    const response = await send(one);
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toBe("http-unauthenticated");
    expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
  });

  it("answers 403 to a key that has every scope but its own", async () => {
    const others = scopes.filter((scope) => scope !== one.caller && scope !== "admin");
    const response = await send(one, await house.keyOf(...others));
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toBe("http-forbidden");
  });

  it("lets a key with its scope, or with admin, past the door", async () => {
    for (const scope of [one.caller as (typeof scopes)[number], "admin" as const]) {
      expect([401, 403]).not.toContain((await send(one, await house.keyOf(scope))).status);
    }
  });
});

describe("the whole house", () => {
  it("names every operation once, as a verb and a noun", () => {
    const names = declared.map((one) => one.operation);
    expect(new Set(names).size).toBe(names.length);
    for (const operation of names) expect(operation).toMatch(/^[a-z]+([A-Z][a-z]*)+$/);
  });

  it("asks for the scope admin wherever the path says admin", () => {
    for (const one of declared)
      if (one.path.startsWith("/api/admin/")) expect(one.caller, name(one)).toBe("admin");
  });

  it("takes an Idempotency-Key on every POST that makes something", () => {
    const without = declared.filter((one) => one.answers[201] && one.idempotency === undefined);
    expect(without.map((one) => one.operation)).toEqual([]);
  });

  it("answers a path that nobody has with 404, and so hides what others may not know of", async () => {
    const response = await house.fetch("/api/nothing");
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toBe("http-not-found");
  });

  it("answers an expired key and a revoked key like a wrong one", async () => {
    const { security, world } = house.services;
    const input = { name: "short", scopes: ["admin" as const] };
    const expired = await security.issueApiKey(operator, { ...input, expiresAt: world.now() - 1 });
    const revoked = await security.issueApiKey(operator, input);
    await security.revokeApiKey(operator, revoked.id);
    for (const { key } of [expired, revoked]) {
      const response = await house.fetch("/api/admin/api-keys", {
        headers: { Authorization: `Bearer ${key}` },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get("WWW-Authenticate")).toBe('Bearer error="invalid_token"');
    }
  });
});
