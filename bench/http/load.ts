import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/wrangler.ts";

interface Measured {
  requests: { total: number };
  duration: number;
  non2xx: number;
  errors: number;
}

const autocannon = resolve(root, "node_modules/autocannon/autocannon.js");

/** Requests per second of an address under 16 connections, measured from a process of its own. */
export async function loadFor(seconds: number, url: URL): Promise<number> {
  const options = ["--json", "--no-progress", "--connections", "16", "--duration", String(seconds), url.href];
  const { stdout } = await promisify(execFile)(process.execPath, [autocannon, ...options]);
  const { requests, duration, non2xx, errors } = JSON.parse(stdout) as Measured;
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} answers were not 2xx, ${errors} failed.`);
  return requests.total / duration;
}
