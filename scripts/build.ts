import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { build, type Metafile } from "esbuild";
import { z } from "zod";
import { buildClient } from "./client.ts";
import { buildEngine } from "./engine.ts";

const root = resolve(import.meta.dirname, "..");
const served = resolve(root, "dist/public");
const assets = resolve(served, "assets");
const manifest = resolve(root, "dist/manifest.json");
/** Which sources the last build was made of, and the hash of each. */
const record = resolve(root, "dist/sources.json");

/** What pages may load, by the name under which they ask for it. Whatever an entry imports comes along. */
const entries = {
  site: "web/site.css",
  "demo-files": "web/demo-files/main.ts",
  reference: "web/reference/main.ts",
  icon: "web/icon.svg",
};

/**
 * Bundles `web/` into `dist/public/assets`, each file named after a hash of its bytes, and writes `dist/manifest.json`,
 * which says under what name each is served. The same sources make the same bytes; files that did not change are not touched.
 */
export async function buildWeb(): Promise<void> {
  if (isUpToDate()) return;
  mkdirSync(assets, { recursive: true });
  const { outputFiles, metafile } = await bundle();
  for (const { path, contents } of outputFiles) writeChanged(path, contents);
  writeChanged(resolve(served, "_headers"), headersFor(metafile));
  writeChanged(manifest, json(manifestOf(metafile)));
  const current = new Set(outputFiles.map(({ path }) => basename(path)));
  for (const name of readdirSync(assets))
    if (!current.has(name)) rmSync(resolve(assets, name), { force: true });
  const sources = [...Object.keys(metafile.inputs), "web/_headers", "scripts/build.ts"];
  writeChanged(record, json(Object.fromEntries(sources.map((source) => [source, hashOf(source)]))));
}

function bundle() {
  return build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: assets,
    entryNames: "[name].[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    // Libraries look for the global object by `new Function`, which our Content-Security-Policy forbids.
    define: { global: "globalThis" },
    loader: { ".svg": "copy" },
    metafile: true,
    write: false,
  });
}

/** A file's name changes with its bytes, so whoever has it need never ask again. */
function headersFor({ outputs }: Metafile): Buffer {
  const rules = Object.keys(outputs).map(
    (output) => `\n/assets/${basename(output)}\n  Cache-Control: public, max-age=31536000, immutable\n`,
  );
  return Buffer.concat([readFileSync(resolve(root, "web/_headers")), Buffer.from(rules.join(""))]);
}

function isUpToDate(): boolean {
  if (!existsSync(record) || !existsSync(manifest)) return false;
  const hashes = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(record, "utf8")));
  return Object.entries(hashes).every(([source, hash]) => hashOf(source) === hash);
}

function hashOf(source: string): string | null {
  const path = resolve(root, source);
  return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : null;
}

function json(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/** Watchers look at modification times: a file that is the same as before must not start them. */
function writeChanged(path: string, contents: Uint8Array): void {
  if (!existsSync(path) || !readFileSync(path).equals(contents)) writeFileSync(path, contents);
}

/** `demo-files.js` → `/assets/demo-files.<hash>.js` */
function manifestOf({ outputs }: Metafile): Record<string, string> {
  const named = Object.keys(outputs).map((output) => {
    const file = basename(output);
    return [file.replace(/\.[A-Z0-9]{8}(?=\.)/, ""), `/assets/${file}`] as const;
  });
  return Object.fromEntries(named.toSorted());
}

if (import.meta.main) {
  await buildWeb();
  await buildClient();
  await buildEngine();
  console.log(`build: web, client and image engine ready in ${Math.round(performance.now())} ms`);
}
