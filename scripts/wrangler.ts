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

/** Starts wrangler in the root, on the Node that runs us. */
export function startWrangler(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return startNode(["node_modules/wrangler/bin/wrangler.js", ...args], options);
}

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

/** All that a process writes to its standard output, and its exit code. */
export async function output(child: ChildProcess): Promise<{ code: number; text: string }> {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 1, text };
}
