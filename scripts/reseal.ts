/**
 * After a rotation of SEALING_KEYS, has the Worker seal everything anew with the newest key: `npm run reseal -- [options]`.
 * Exit code 0: nothing is left, 1: failed, 2: wrong options, 3: what is left does not open.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, parseEnv } from "node:util";
import { root } from "./wrangler.ts";

const help = `npm run reseal -- [options]

  --origin <origin>   where the house is; else http://localhost:8787

Needs ADMIN_API_KEY in the environment; on this machine, .dev.vars will do. It can be started again after any interruption.`;

class UsageError extends Error {}

/** What one call answers. */
interface Answer {
  resealed: number;
  remaining: number;
  nextCursor: string | null;
}

type Ask = (cursor: string | null) => Promise<Answer>;

/** How often a call is repeated that was not answered, or was told to come again. */
const REPEATS = 8;
/** Milliseconds that a call may take. */
const PATIENCE = 60_000;

function readOptions() {
  const { origin, help } = parseArgs({
    options: {
      origin: { type: "string", default: "http://localhost:8787" },
      help: { type: "boolean", default: false },
    },
  }).values;
  if (!URL.canParse(origin)) throw new UsageError(`${origin} is no origin.`);
  return { origin: new URL(origin), help };
}

/** The key goes nowhere in the clear, and what .dev.vars holds is for this machine. */
function readKey({ protocol, hostname }: URL): string {
  const here = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  if (!here && protocol !== "https:")
    throw new UsageError("Elsewhere than on this machine, the origin has to be https.");
  const file = resolve(root, ".dev.vars");
  const local = here && existsSync(file) ? parseEnv(readFileSync(file, "utf8")).ADMIN_API_KEY : undefined;
  const key = process.env.ADMIN_API_KEY || local;
  if (!key) throw new UsageError("Set ADMIN_API_KEY.");
  return key;
}

function createAsk(origin: URL, key: string): Ask {
  return async (cursor) => {
    const url = new URL("/api/admin/reseal", origin);
    if (cursor !== null) url.searchParams.set("cursor", cursor);
    for (let repeats = 0; ; repeats++) {
      const response = await post(url, key);
      if (response?.ok) return (await response.json()) as Answer;
      const passing = !response || [409, 429, 502, 503, 504].includes(response.status);
      if (!passing || repeats === REPEATS) throw new Error(await explain(url, response));
      if (repeats === 0)
        console.error(`${url.origin} ${response?.status ?? "does not answer"}; trying again for a while.`);
      await sleep(waitFor(response, repeats));
    }
  };
}

/** Null when no answer came. */
function post(url: URL, key: string): Promise<Response | null> {
  const headers = { Authorization: `Bearer ${key}` };
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(url, { method: "POST", headers, signal, redirect: "error" }).catch(() => null);
}

/** Milliseconds. */
function waitFor(response: Response | null, repeats: number): number {
  const asked = Number(response?.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(asked) ? asked * 1000 : 250 * 2 ** repeats;
}

async function explain(url: URL, response: Response | null): Promise<string> {
  if (!response) return `${url.origin} does not answer.`;
  const { title, instance } = (await response.json().catch(() => ({}))) as Record<string, string>;
  return `${url.origin} answers ${response.status}: ${title ?? ""} (${instance ?? "no request id"})`;
}

/** Once through everything. */
async function pass(ask: Ask, before: number): Promise<{ resealed: number; remaining: number }> {
  let resealed = 0;
  let answer: Answer | null = null;
  do {
    answer = await ask(answer?.nextCursor ?? null);
    resealed += answer.resealed;
    console.log(`${before + resealed} sealed anew, ${answer.remaining} left`);
  } while (answer.nextCursor !== null);
  return { resealed, remaining: answer.remaining };
}

/** Again while that helps: until every instance has the new key, some values are still sealed with the old one. */
async function reseal(ask: Ask): Promise<number> {
  let done = 0;
  for (;;) {
    const { resealed, remaining } = await pass(ask, done);
    done += resealed;
    if (remaining === 0) return 0;
    if (resealed > 0) continue;
    console.error(
      `${remaining} values do not open: see reseal.not-opened in the log. Keep the keys that there are.`,
    );
    return 3;
  }
}

async function main(): Promise<number> {
  try {
    const { origin, help: wanted } = readOptions();
    if (!wanted) return await reseal(createAsk(origin, readKey(origin)));
    console.log(help);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    // parseArgs marks its errors with codes that begin so.
    const wrong =
      error instanceof UsageError || String((error as { code?: string }).code).startsWith("ERR_PARSE_ARGS");
    return wrong ? 2 : 1;
  }
}

process.exitCode = await main();
