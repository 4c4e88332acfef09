import { expect } from "vitest";
import { problemDocument } from "../../../../src/http/problem.ts";
import type { Target } from "./requests.ts";

/** What the router itself answers when the path that came is no path of the operation. */
const elsewhere = ["http-not-found", "http-method-not-allowed"];

/** Whatever came, the answer is one that the operation declares, well made, and gives nothing away. */
export async function judge(target: Target, response: Response, secret: string): Promise<void> {
  const { status, headers } = response;
  expect(status).toBeLessThan(500);
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'/);
  expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get("X-Injected")).toBeNull();
  const text = new TextDecoder().decode(await response.arrayBuffer());
  expect(text).not.toContain(secret);
  if (status < 400) return;
  expect(text).not.toMatch(/\n\s+at |\.ts:\d|Error:|SQLITE|D1_ERROR|node_modules/);
  expect(headers.get("Content-Type")).toBe("application/problem+json");
  expect(headers.get("Content-Language")).toMatch(/^(ko|en)$/);
  expect(headers.get("Cache-Control")).toBe("no-store");
  const problem = problemDocument.strict().parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  expect(problem.instance).toBe(`urn:uuid:${headers.get("X-Request-Id")}`);
  const id = problem.type.split("/problems/")[1] ?? "";
  expect([...target["x-problems"], ...elsewhere]).toContain(id);
  if (id === "http-invalid-input") {
    expect(problem.errors?.length).toBeGreaterThan(0);
    for (const { pointer } of problem.errors ?? [])
      expect(pointer).toMatch(/^\/(body|query|path|header)(\/|$)/);
  }
}
