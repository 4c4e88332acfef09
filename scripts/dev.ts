/** Runs the whole house on this machine: `npm run dev`, or `PORT=9000 npm run dev`. Exits as wrangler exits. */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEnv } from "node:util";
import { type Health, welcome } from "./welcome.ts";
import { exitCode, root, runNode, startNode, wrangler } from "./wrangler.ts";

const port = Number(process.env.PORT ?? 8787);
const origin = `http://localhost:${port}`;
const settingsFile = resolve(root, ".dev.vars");

function writeSettings(): void {
  if (existsSync(settingsFile)) return;
  copyFileSync(`${settingsFile}.example`, settingsFile);
  console.log(".dev.vars: copied from .dev.vars.example");
}

/** Somebody may listen on either of localhost's two addresses. */
async function portIsTaken(): Promise<boolean> {
  const taken = (host: string) =>
    new Promise<boolean>((resolve) => {
      const socket = createConnection({ host, port }, () => resolve(true));
      socket.on("connect", () => socket.destroy()).on("error", () => resolve(false));
    });
  return (await Promise.all(["127.0.0.1", "::1"].map(taken))).includes(true);
}

/** What migrating says is of interest only when it fails. */
async function migrate(): Promise<number> {
  const { code, text } = await runNode(["scripts/migrate.ts"]);
  if (code !== 0) console.error(text);
  return code;
}

async function waitForHealth(stopped: AbortSignal): Promise<Health | undefined> {
  while (!stopped.aborted) {
    try {
      const response = await fetch(`${origin}/api/health`, {
        signal: AbortSignal.any([stopped, AbortSignal.timeout(5000)]),
      });
      return (await response.json()) as Health;
    } catch {
      await sleep(200);
    }
  }
  return undefined;
}

async function serve(): Promise<number> {
  const house = startNode([wrangler, "dev", "--port", String(port), "--show-interactive-dev-session=false"]);
  // Who stops us means wrangler; we then leave with its exit code.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => house.kill(signal));
  const stopped = new AbortController();
  const code = exitCode(house).finally(() => stopped.abort());
  const health = await waitForHealth(stopped.signal);
  const { ADMIN_API_KEY } = parseEnv(readFileSync(settingsFile, "utf8"));
  if (health) console.log(welcome(origin, health, ADMIN_API_KEY));
  return code;
}

async function dev(): Promise<number> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    console.error(`PORT=${process.env.PORT} is not a port.`);
    return 2;
  }
  if (await portIsTaken()) {
    console.error(`Port ${port} is in use by another program. Choose another: PORT=${port + 1} npm run dev`);
    return 1;
  }
  writeSettings();
  return (await migrate()) || serve();
}

process.exitCode = await dev();
