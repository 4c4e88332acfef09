import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

/** The repository's root directory. */
export const root = resolve(import.meta.dirname, "..");

/** Keeps wrangler to this machine: no telemetry, no search for updates, no question to Cloudflare about where we are. */
export const offline = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/** The program to hand to Node for `wrangler`. */
export const wrangler = "node_modules/wrangler/bin/wrangler.js";

/** Starts one of our programs in the root, on the Node that runs us. */
export function startNode(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const env = { ...process.env, ...offline, ...options.env };
  return spawn(process.execPath, args, { stdio: "inherit", cwd: root, ...options, env });
}

/** The exit code of a process; 1 where a signal ended it. */
export async function exitCode(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

/** Runs one of our programs silently: what it writes is of interest when it fails, or to read a result from. */
export async function runNode(args: readonly string[]): Promise<{ code: number; text: string }> {
  const child = startNode(args, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const collect = (chunk: Buffer) => {
    text += chunk;
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 1, text };
}
