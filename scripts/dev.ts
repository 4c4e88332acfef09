/**
 * Runs the whole house on this machine, and the outside world in a box beside it: `npm run dev`, or
 * `PORT=9000 SANDBOX_PORT=9001 npm run dev`. Exits as wrangler exits.
 */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEnv } from "node:util";
import { type SandboxServer, startSandbox } from "../sandbox/server.ts";
import { runCron } from "./cron.ts";
import { atSandbox, setUpEventWebhook } from "./event-webhook.ts";
import { onStop } from "./stop.ts";
import { type Health, welcome } from "./welcome.ts";
import { exitCode, root, runNode, startNode, wrangler } from "./wrangler.ts";

const usualPort = "8787";
const ports = { PORT: process.env.PORT ?? usualPort, SANDBOX_PORT: process.env.SANDBOX_PORT ?? "8788" };
const origin = `http://localhost:${ports.PORT}`;
const settingsFile = resolve(root, ".dev.vars");

function writeSettings(): void {
  if (existsSync(settingsFile)) return;
  copyFileSync(`${settingsFile}.example`, settingsFile);
  console.log(".dev.vars: copied from .dev.vars.example");
}

/** Somebody may listen on either of localhost's two addresses. */
async function isTaken(port: number): Promise<boolean> {
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

/** Who sends with a sandbox key hears what becomes of it: the sandbox posts, and the house knows its signature. */
async function variables({ sandbox, url }: SandboxServer): Promise<string[]> {
  const settings = parseEnv(readFileSync(settingsFile, "utf8"));
  const { SENDGRID_API_KEY: key, SENDGRID_WEBHOOK_KEYS } = settings;
  // No request tells what is mailed later where the house is; that it is at its usual port it knows.
  const elsewhere = !settings.PUBLIC_ORIGIN && ports.PORT !== usualPort;
  const given = [
    ...["--var", `SANDBOX_ORIGIN:${url}`],
    ...(elsewhere ? ["--var", `PUBLIC_ORIGIN:${origin}`] : []),
  ];
  if (!key?.startsWith("sandbox_") || SENDGRID_WEBHOOK_KEYS) return given;
  const publicKey = await setUpEventWebhook((request) => sandbox.fetch(atSandbox(request)), {
    key,
    url: `${origin}/api/webhooks/sendgrid`,
  });
  return [...given, "--var", `SENDGRID_WEBHOOK_KEYS:${publicKey}`];
}

async function serve(sandbox: SandboxServer): Promise<number> {
  const house = startNode([
    ...[wrangler, "dev", "--port", ports.PORT, "--show-interactive-dev-session=false"],
    ...(await variables(sandbox)),
  ]);
  // Who stops us means wrangler; we then leave with its exit code.
  onStop((signal) => house.kill(signal));
  const stopped = new AbortController();
  const code = exitCode(house).finally(() => stopped.abort());
  const health = await waitForHealth(stopped.signal);
  const { ADMIN_API_KEY } = parseEnv(readFileSync(settingsFile, "utf8"));
  if (health) console.log(welcome({ origin, inbox: sandbox.url, health, key: ADMIN_API_KEY }));
  void runCron(origin, stopped.signal);
  return code.finally(() => sandbox.close());
}

/** What is wrong with the ports, as a sentence to act on. */
async function faultOfPorts(): Promise<{ code: number; sentence: string } | null> {
  for (const [name, value] of Object.entries(ports)) {
    const port = Number(value);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      return { code: 2, sentence: `${name}=${value} is not a port.` };
    if (await isTaken(port)) {
      const sentence = `Port ${port} is in use by another program. Choose another: ${name}=${port + 1} npm run dev`;
      return { code: 1, sentence };
    }
  }
  return ports.PORT === ports.SANDBOX_PORT
    ? { code: 2, sentence: `PORT and SANDBOX_PORT are both ${ports.PORT}.` }
    : null;
}

async function dev(): Promise<number> {
  const fault = await faultOfPorts();
  if (fault) {
    console.error(fault.sentence);
    return fault.code;
  }
  writeSettings();
  const code = await migrate();
  return code || serve(await startSandbox({ port: Number(ports.SANDBOX_PORT), mode: "posted" }));
}

process.exitCode = await dev();
