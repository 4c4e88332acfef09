/**
 * Applies pending migrations: `npm run migrate -- [options]`. Exit code 0: done, 1: failed, 2: wrong options,
 * 3: `--status` found pending migrations (MySQL only), 4: another runner is at work.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs, parseEnv } from "node:util";
import { applyMigrations, readStatus } from "./migrations/apply.ts";
import { type MysqlClient, openMysql, openPlanetscale } from "./migrations/client.ts";
import { readMigrations } from "./migrations/files.ts";
import { LockedError } from "./migrations/lock.ts";

const help = `npm run migrate -- [options]

  --driver d1|planetscale|mysql   which database; else DATABASE_DRIVER (environment, .dev.vars), else d1
  --status                        shows what is applied and what is pending
  --dry-run                       prints the SQL that would run (d1: the names of the migrations)
  --remote                        d1: the database on Cloudflare instead of the local one
  --persist-to <directory>        d1: where wrangler dev keeps its local state

planetscale reads DATABASE_URL, or DATABASE_HOST, DATABASE_USERNAME and DATABASE_PASSWORD.
mysql connects to the server itself, past Hyperdrive, at DATABASE_URL=mysql://user:password@host:port/database.`;

const root = resolve(import.meta.dirname, "..");

function readOptions() {
  return parseArgs({
    options: {
      driver: { type: "string" },
      status: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      remote: { type: "boolean", default: false },
      "persist-to": { type: "string" },
      help: { type: "boolean", default: false },
    },
  }).values;
}

type Options = ReturnType<typeof readOptions>;

/** The environment wins over `.dev.vars`, as it does for wrangler's own settings. */
function readSettings(): NodeJS.ProcessEnv {
  const file = resolve(root, ".dev.vars");
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {}), ...process.env };
}

async function migrate(options: Options): Promise<number> {
  const settings = readSettings();
  const driver = options.driver ?? settings.DATABASE_DRIVER ?? "d1";
  switch (driver) {
    case "d1":
      return migrateD1(options);
    case "planetscale":
      return migrateMysql(options, openPlanetscale(settings));
    case "mysql":
    case "hyperdrive":
      return migrateMysql(options, await openMysql(required(settings, "DATABASE_URL")));
    default:
      throw new UsageError(`There is no driver ${driver}.`);
  }
}

class UsageError extends Error {}

function required(settings: NodeJS.ProcessEnv, name: string): string {
  const value = settings[name];
  if (!value) throw new UsageError(`Set ${name}.`);
  return value;
}

/** wrangler keeps D1's own record of migrations, here and on Cloudflare. */
function migrateD1(options: Options): number {
  const command = options.status || options["dry-run"] ? "list" : "apply";
  const place = options.remote ? ["--remote"] : ["--local"];
  if (options["persist-to"]) place.push("--persist-to", options["persist-to"]);
  const wrangler = resolve(root, "node_modules/wrangler/bin/wrangler.js");
  const { status } = spawnSync(process.execPath, [wrangler, "d1", "migrations", command, "DB", ...place], {
    cwd: root,
    env: { ...process.env, WRANGLER_HIDE_BANNER: "true", WRANGLER_SEND_METRICS: "false" },
    // Without a terminal, wrangler does not ask whether it should go ahead.
    stdio: ["ignore", "inherit", "inherit"],
  });
  return status ?? 1;
}

async function migrateMysql(options: Options, client: MysqlClient): Promise<number> {
  const migrations = readMigrations(resolve(root, "migrations/mysql"));
  try {
    if (options.status) return await printStatus(client, migrations);
    if (options["dry-run"]) return await printPending(client, migrations);
    await applyMigrations(client, migrations, console.log);
    return 0;
  } finally {
    await client.close();
  }
}

async function printStatus(
  client: MysqlClient,
  migrations: ReturnType<typeof readMigrations>,
): Promise<number> {
  const all = await readStatus(client, migrations);
  for (const { migration, state } of all) console.log(`${state.padEnd(11)} ${migration.name}`);
  return all.every(({ state }) => state === "applied") ? 0 : 3;
}

async function printPending(
  client: MysqlClient,
  migrations: ReturnType<typeof readMigrations>,
): Promise<number> {
  for (const { migration, progress, state } of await readStatus(client, migrations)) {
    if (state === "applied") continue;
    const statements = migration.statements.slice(progress?.done ?? 0);
    console.log(`-- ${migration.name}\n${statements.join(";\n\n")};\n`);
  }
  return 0;
}

async function main(): Promise<number> {
  try {
    const options = readOptions();
    if (!options.help) return await migrate(options);
    console.log(help);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof LockedError) return 4;
    // parseArgs marks its errors with codes that begin so.
    const wrong =
      error instanceof UsageError || String((error as { code?: string }).code).startsWith("ERR_PARSE_ARGS");
    return wrong ? 2 : 1;
  }
}

process.exitCode = await main();
