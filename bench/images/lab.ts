import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";
import { workerds } from "../memory/resident.ts";
import type { Figures, Job } from "./pipelines/serve.ts";
import { cpuMilliseconds, peakBytes, residentBytes } from "./process-use.ts";

/** The pipelines, by the names of their files. */
export const drivers = ["engine", "turbo", "jsquash", "photon", "binding"] as const;
export type DriverName = (typeof drivers)[number];

type WorkerOptions = Extract<V4MiniflareOptions, { workers: unknown }>["workers"][number];
type Modules = NonNullable<Extract<WorkerOptions["modules"], object>>;

const bundles = new Map<DriverName, Promise<Modules>>();

/** One Worker, as wrangler would bundle it: compiled WebAssembly stays beside the script. */
async function bundle(driver: DriverName): Promise<Modules> {
  const compiled: Modules = [];
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, `pipelines/${driver}.ts`)],
    bundle: true,
    minify: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    plugins: [besideTheScript(compiled)],
    write: false,
  });
  return [{ type: "ESModule", path: "/worker.js", contents: outputFiles[0]!.text }, ...compiled];
}

function besideTheScript(compiled: Modules): Plugin {
  return {
    name: "beside-the-script",
    setup({ onResolve, resolve }) {
      onResolve({ filter: /\.wasm$/ }, async ({ path, pluginData, ...from }) => {
        if (pluginData === "resolved") return;
        const { importer, kind, resolveDir } = from;
        const found = await resolve(path, { importer, kind, resolveDir, pluginData: "resolved" });
        // A module that two files import stays one.
        const name = `/${found.path.replaceAll("/", "_")}`;
        if (!compiled.some((module) => module.path === name))
          compiled.push({ type: "CompiledWasm", path: name, contents: readFileSync(found.path) });
        return { path: `.${name}`, external: true };
      });
    },
  };
}

export interface Run extends Figures {
  webp: Uint8Array;
}

/** A pipeline in a workerd of its own, which has not done anything yet. */
export class Lab {
  readonly #miniflare: Miniflare;
  readonly #url: URL;
  readonly #pid: number;
  readonly #idle: number;

  private constructor(miniflare: Miniflare, url: URL, pid: number) {
    this.#miniflare = miniflare;
    this.#url = url;
    this.#pid = pid;
    this.#idle = residentBytes(pid);
  }

  static async open(driver: DriverName): Promise<Lab> {
    if (!bundles.has(driver)) bundles.set(driver, bundle(driver));
    const others = new Set(workerds().map(({ pid }) => pid));
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        workers: [
          {
            name: driver,
            compatibilityDate: "2026-10-23",
            compatibilityFlags: ["nodejs_compat"],
            unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
            modulesRoot: "/",
            modules: await bundles.get(driver)!,
            ...(driver === "binding" && { images: { binding: "IMAGES" } }),
          },
        ],
        handleStructuredLogs: () => {},
      }),
    );
    const url = await miniflare.unsafeGetDirectURL(driver);
    const own = workerds().find(({ pid }) => !others.has(pid));
    if (!own) throw new Error("There is no workerd.");
    return new Lab(miniflare, url, own.pid);
  }

  /** Puts the file into the isolate, for `run`. */
  async keep(file: Uint8Array): Promise<void> {
    await (await fetch(this.#url, { method: "PUT", body: file as BodyInit })).text();
  }

  /** Makes the picture of `file`, or else of the kept one. @throws with what the pipeline says. */
  async run(job: Job, file?: Uint8Array): Promise<Run> {
    const url = new URL(`?${new URLSearchParams({ job: JSON.stringify(job) })}`, this.#url);
    const response = await fetch(url, file ? { method: "POST", body: file as BodyInit } : {});
    if (!response.ok) throw new Error(await response.text());
    const figures: Figures = JSON.parse(response.headers.get("Figures")!);
    return { ...figures, webp: await response.bytes() };
  }

  /** Bytes by which the process has at most grown since it was idle. */
  get grown(): number {
    return peakBytes(this.#pid) - this.#idle;
  }

  /** Milliseconds that the process has computed since it started, compilers and collectors included. */
  get computed(): number {
    return cpuMilliseconds(this.#pid);
  }

  async close(): Promise<void> {
    await this.#miniflare.dispose();
  }
}
