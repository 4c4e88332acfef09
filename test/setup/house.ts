import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { startSandbox } from "../../sandbox/server.ts";
import { exitCode, runNode, startNode, wrangler } from "../../scripts/wrangler.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The origin of a started house, such as `http://localhost:40123`. */
    houseUrl: string;
    /** Its first API key, with every scope. */
    houseKey: string;
    /** Where its vendors live; webhooks wait there until they are taken. */
    sandboxUrl: string;
  }
}

/** A house that runs: a `wrangler dev` of its own, with a database and a bucket of its own. */
export interface House {
  url: string;
  key: string;
  /** Where its Worker can be looked into, by the Chrome DevTools protocol. */
  inspectorUrl: string;
  /** Ends it and waits until it has ended. Its state stays until the tests are over, for another one to start on. */
  stop(): Promise<void>;
}

export interface HouseOptions {
  /** Settings besides those that make it a development house. */
  settings?: Readonly<Record<string, string>>;
  /** The directory with its database and bucket: give that of a stopped house to start again where it was. */
  state?: string;
}

/** Milliseconds that a house may take until it answers. */
const PATIENCE = 90_000;
const key = "tov_acceptance_tests_only_000000000000000000";
const SEALING_KEYS = `acceptance:${"k".repeat(42)}8`;

/** A global set-up of vitest: one house and its sandbox for all acceptance tests. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const state = createState();
  const sandbox = await startSandbox();
  const house = await startHouse({ state, settings: { SANDBOX_ORIGIN: sandbox.url } });
  project.provide("houseUrl", house.url);
  project.provide("houseKey", house.key);
  project.provide("sandboxUrl", sandbox.url);
  return async () => {
    await house.stop();
    await sandbox.close();
    rmSync(state, { recursive: true, force: true });
  };
}

/** An empty directory for the state of a house. */
export function createState(): string {
  return mkdtempSync(join(tmpdir(), "tov-house-"));
}

/** Starts a house on free ports, its database migrated, and waits until it answers. */
export async function startHouse({
  settings = {},
  state = createState(),
}: HouseOptions = {}): Promise<House> {
  const url = `http://localhost:${await freePort()}`;
  const migrated = await runNode(["scripts/migrate.ts", "--driver", "d1", "--persist-to", state]);
  if (migrated.code !== 0) throw new Error(`The house's database could not be migrated.\n${migrated.text}`);
  const given = {
    ENVIRONMENT: "development",
    PUBLIC_ORIGIN: url,
    ADMIN_API_KEY: key,
    SEALING_KEYS,
    ...settings,
  };
  const settingsFile = join(state, "settings.env");
  writeFileSync(
    settingsFile,
    Object.entries(given)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  const inspectorUrl = `http://localhost:${await freePort()}`;
  const { child, output } = startWrangler([
    ...["--port", new URL(url).port, "--inspector-port", new URL(inspectorUrl).port],
    ...["--persist-to", state, "--env-file", settingsFile, "--show-interactive-dev-session=false"],
  ]);
  const ended = exitCode(child);
  await untilItAnswers(url, ended, output);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { url, key, inspectorUrl, stop };
}

function startWrangler(options: string[]): { child: ChildProcess; output: () => string } {
  const child = startNode([wrangler, "dev", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  const collect = (chunk: Buffer) => {
    text = (text + chunk).slice(-20_000);
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  return { child, output: () => text };
}

async function untilItAnswers(url: string, ended: Promise<number>, output: () => string): Promise<void> {
  let alive = true;
  void ended.then(() => {
    alive = false;
  });
  for (const deadline = Date.now() + PATIENCE; alive && Date.now() < deadline; await sleep(200)) {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`The house does not answer.\n${output()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
