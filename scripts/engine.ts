/** Compiles the image engine's AssemblyScript: `node scripts/engine.ts`. The same sources make the same bytes. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { root, runNode } from "./wrangler.ts";

const sources = resolve(root, "src/rooms/images/engine/assembly");
const target = resolve(root, "dist/engine");
const compiled = resolve(target, "engine.wasm");
/** The hash of what the last build was made of. */
const record = resolve(target, "sources.sha256");

/** 64 MiB: what a picture may take at most, however it was made. */
const MOST_PAGES = 1024;

const compiler = "node_modules/assemblyscript/bin/asc.js";
const options = [
  // Raw memory and no garbage collector: everything a picture needs goes when the next one begins.
  ...["--runtime", "stub", "--noAssert", "--uncheckedBehavior", "always", "--use", "abort="],
  ...["-O3", "--enable", "simd", "--maximumMemory", String(MOST_PAGES)],
];

/** Writes `dist/engine/engine.wasm`, unless it is that of the present sources already. */
export async function buildEngine(): Promise<void> {
  const current = hashOfSources();
  if (existsSync(compiled) && existsSync(record) && readFileSync(record, "utf8") === current) return;
  mkdirSync(target, { recursive: true });
  const { code, text } = await runNode([
    ...[compiler, resolve(sources, "exports.ts"), "--outFile", compiled],
    ...options,
  ]);
  if (code !== 0) throw new Error(`asc: ${text}`);
  writeFileSync(record, current);
}

function hashOfSources(): string {
  const hash = createHash("sha256").update(options.join(" "));
  // Another compiler makes other bytes.
  hash.update(readFileSync(resolve(root, "node_modules/assemblyscript/package.json")));
  for (const name of readdirSync(sources).toSorted())
    hash.update(name).update(readFileSync(resolve(sources, name)));
  return hash.digest("hex");
}

if (import.meta.main) await buildEngine();
