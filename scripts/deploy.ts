/**
 * Puts the house on Cloudflare: `npm run deploy`. Migrations go first, because each of them fits the release before as well;
 * at the end the new version itself must say that it is well. Needs `wrangler login`, or CLOUDFLARE_API_TOKEN.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCode, startNode, wrangler } from "./wrangler.ts";

/** What wrangler notes of a deployment in the file that WRANGLER_OUTPUT_FILE_PATH names. */
interface Deployment {
  type: string;
  version_id: string;
  /** Where it answers, such as `https://tov-edge.example.workers.dev` or `example.org (custom domain)`. */
  targets: readonly string[];
}

interface Health {
  status: string;
  version: string;
  dependencies: readonly { name: string; driver: string | null; status: string }[];
}

/** Milliseconds for which a new version may take to arrive. */
const patience = 60_000;

async function run(...args: string[]): Promise<void> {
  const code = await exitCode(startNode(args));
  if (code !== 0) process.exit(code);
}

async function upload(): Promise<Deployment> {
  const directory = mkdtempSync(join(tmpdir(), "tov-deploy-"));
  const file = join(directory, "deployment.ndjson");
  const code = await exitCode(startNode([wrangler, "deploy"], { env: { WRANGLER_OUTPUT_FILE_PATH: file } }));
  if (code !== 0) process.exit(code);
  const notes = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  rmSync(directory, { recursive: true });
  return notes.find(({ type }) => type === "deploy");
}

function originOf({ targets }: Deployment): string | undefined {
  if (process.env.PUBLIC_ORIGIN) return process.env.PUBLIC_ORIGIN;
  const hosts = targets.map((target) => target.replace(/^https:\/\//, "").split(/[ /]/)[0]);
  return hosts.length > 0 ? `https://${hosts[0]}` : undefined;
}

async function readHealth(origin: string): Promise<Health | undefined> {
  try {
    const response = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(5000) });
    return (await response.json()) as Health;
  } catch {
    return undefined;
  }
}

/** Waits until the version that was uploaded is the one that answers. */
async function healthOf(version: string, origin: string): Promise<Health | undefined> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(2000)) {
    const health = await readHealth(origin);
    if (health?.version === version) return health;
  }
  return undefined;
}

await run("scripts/size.ts");
await run("scripts/migrate.ts", "--remote");
const deployment = await upload();
const origin = originOf(deployment);
const health = origin && (await healthOf(deployment.version_id, origin));
if (!health) {
  console.error(
    `Version ${deployment.version_id} does not answer at ${origin ?? "any address: set PUBLIC_ORIGIN"}.`,
  );
  process.exitCode = 1;
} else {
  console.log(`${origin} runs version ${health.version}: ${health.status}`);
  for (const { name, driver, status } of health.dependencies)
    console.log(`  ${name} ${driver ?? "-"}: ${status}`);
  process.exitCode = health.status === "ok" ? 0 : 1;
}
