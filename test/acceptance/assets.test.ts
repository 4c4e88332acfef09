import { expect, inject, test } from "vitest";
import manifest from "../../dist/manifest.json" with { type: "json" };

const security = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "referrer-policy": "strict-origin-when-cross-origin",
};

const types: Record<string, string> = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

test.each(Object.entries(manifest))(
  "%s is served for good, under a name with its hash",
  async (name, path) => {
    const response = await fetch(inject("houseUrl") + path);
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...security,
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect(response.headers.get("content-type")).toContain(types[name.split(".").at(-1) ?? ""]);
  },
);

test("an asset that is not there answers 404, which nobody keeps", async () => {
  const response = await fetch(`${inject("houseUrl")}/assets/site.00000000.css`);
  expect(response.status).toBe(404);
  expect(Object.fromEntries(response.headers)).toMatchObject(security);
  expect(response.headers.get("cache-control") ?? "").not.toContain("immutable");
});
