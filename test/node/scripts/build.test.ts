import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { buildWeb } from "../../../scripts/build.ts";

const dist = resolve(import.meta.dirname, "../../../dist");
const assets = resolve(dist, "public/assets");

/** Names and times of everything that was built. */
function built(): Record<string, number> {
  const paths = [...readdirSync(assets).map((name) => resolve(assets, name)), resolve(dist, "manifest.json")];
  return Object.fromEntries(paths.map((path) => [path, statSync(path).mtimeMs]));
}

test("building the same sources again makes the same bytes and touches no file", {
  timeout: 60_000,
}, async () => {
  await buildWeb();
  const before = built();
  rmSync(resolve(dist, "sources.json"));
  await buildWeb();
  expect(built()).toEqual(before);
});

test("what an earlier build left behind goes away with the next one", { timeout: 60_000 }, async () => {
  const stale = resolve(assets, "site.00000000.css");
  writeFileSync(stale, "");
  rmSync(resolve(dist, "sources.json"));
  await buildWeb();
  expect(readdirSync(assets)).not.toContain("site.00000000.css");
});

test("the manifest names every file that is served, and only those", async () => {
  await buildWeb();
  const manifest: Record<string, string> = JSON.parse(readFileSync(resolve(dist, "manifest.json"), "utf8"));
  const names = Object.values(manifest).map((path) => path.replace(/^\/assets\//, ""));
  expect(names.toSorted()).toEqual(readdirSync(assets).toSorted());
});
