import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";
import { readMigrations } from "../../scripts/migrations/files.ts";
import { root, runNode, wrangler } from "../../scripts/wrangler.ts";

/** May do everything, in a house that nobody else reaches. */
export const key = "tov_benchmark_only_key_00000000000000000000";

/** Miniflare 5 still takes the flat options of version 4, converted. */
type WorkerOptions = Extract<V4MiniflareOptions, { workers: unknown }>["workers"][number];

const common = {
  compatibilityDate: "2026-10-23",
  compatibilityFlags: ["nodejs_compat"],
  // Past Miniflare's own front, which would cost both of them the same.
  unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
};

/** What `npm run deploy` would upload. */
export async function bundleHouse(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "tov-bench-"));
  const { code, text } = await runNode([wrangler, "deploy", "--dry-run", "--outdir", directory]);
  if (code !== 0) throw new Error(text);
  return directory;
}

/** The house as a Worker of Miniflare, with development's settings but production's code. */
function houseWorker(directory: string): WorkerOptions {
  const wasm = readdirSync(directory).filter((file) => file.endsWith(".wasm"));
  return {
    ...common,
    name: "house",
    modulesRoot: directory,
    modules: [
      { type: "ESModule", path: join(directory, "index.js") },
      ...wasm.map((file) => ({ type: "CompiledWasm" as const, path: join(directory, file) })),
    ],
    bindings: { ENVIRONMENT: "development", ADMIN_API_KEY: key, PUBLIC_ORIGIN: "http://localhost:8787" },
    r2Buckets: { FILES_BUCKET: "tov-files" },
    d1Databases: { DB: "tov" },
  };
}

/** A Hono app of this folder, bundled as wrangler would. */
async function peerWorker(name: string): Promise<WorkerOptions> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, `${name}.ts`)],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return { ...common, name, modules: true, script: outputFiles[0]!.text };
}

/** Brings the house's empty database up to date. */
export async function migrate(miniflare: Miniflare): Promise<void> {
  const database = await miniflare.getD1Database("DB", "house");
  for (const { statements } of readMigrations(resolve(root, "migrations/d1"))) {
    await database.batch(statements.map((sql) => database.prepare(sql)));
  }
}

/** The house and its two peers in one workerd. */
export async function startWorkers(directory: string): Promise<Miniflare> {
  const workers = [houseWorker(directory), await peerWorker("bare"), await peerWorker("logging")];
  // What is logged is dropped: printing it is no part of answering.
  return new Miniflare(convertV4MiniflareOptions({ workers, handleStructuredLogs: () => {} }));
}
