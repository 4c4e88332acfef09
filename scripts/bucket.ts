/**
 * Tells the bucket its rules for CORS and lifecycle, and S3 its versioning: `npm run bucket:apply [-- --yes]`. Without
 * `--yes` it prints what would change. Exit code 0: nothing to do, or done; 1: failed; 3: there is something to do.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";
import { Problem } from "../src/kit/problem.ts";
import { awsBucket, type Bucket, pathStyleBucket } from "../src/protocols/s3/address.ts";
import * as settings from "../src/protocols/s3/bucket-settings.ts";
import { createS3Client, type S3Client } from "../src/protocols/s3/client.ts";
import { readXml } from "../src/protocols/s3/xml.ts";
import { bucketSettings } from "../src/rooms/files/bucket-settings.ts";

class UsageError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;
type Vendor = "r2" | "s3";

const vendors = {
  r2: {
    needs: ["R2_ACCOUNT_ID", "R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"],
    bucket: (env: Environment): Bucket => {
      const endpoint = env.R2_ENDPOINT || `https://${env.R2_ACCOUNT_ID}.r2.cloudflarestorage.com`;
      return pathStyleBucket(endpoint, env.R2_BUCKET || "tov-files", "auto");
    },
  },
  s3: {
    needs: ["AWS_REGION", "AWS_S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    bucket: ({ AWS_S3_BUCKET: name = "", AWS_REGION: region = "", S3_ENDPOINT }: Environment): Bucket =>
      S3_ENDPOINT ? pathStyleBucket(S3_ENDPOINT, name, region) : awsBucket(name, region),
  },
};

/** `.dev.vars` is not read: what stands there is not meant for a bucket that is in use. */
function readEnvironment(): Environment {
  return { ...(existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {}), ...process.env };
}

function vendorOf({ STORAGE_DRIVER = "r2" }: Environment): Vendor {
  if (STORAGE_DRIVER === "r2" || STORAGE_DRIVER === "s3") return STORAGE_DRIVER;
  throw new UsageError(`STORAGE_DRIVER is ${STORAGE_DRIVER}; buckets of r2 and s3 can be set up here.`);
}

function openClient(vendor: Vendor, env: Environment): S3Client {
  const needed = ["PUBLIC_ORIGIN", ...vendors[vendor].needs];
  const missing = needed.filter((name) => !env[name] && !(name === "R2_ACCOUNT_ID" && env.R2_ENDPOINT));
  if (missing.length > 0)
    throw new UsageError(`Please set ${missing.join(", ")} in the environment or in .env.`);
  const [accessKeyId, secretAccessKey] = vendors[vendor].needs.slice(-2).map((name) => env[name] ?? "");
  const credentials = { accessKeyId: accessKeyId ?? "", secretAccessKey: secretAccessKey ?? "" };
  const world = {
    fetch: (input: string | URL | Request, init?: RequestInit) => fetch(input, init),
    now: () => Date.now(),
    random: (length: number) => new Uint8Array(randomBytes(length)),
    log: { info() {}, warn() {}, error() {} },
  };
  return createS3Client({ vendor, bucket: vendors[vendor].bucket(env), credentials }, world);
}

/** The documents that the bucket should have. */
function documentsFor(vendor: Vendor, env: Environment): [settings.SettingName, string][] {
  const origins = `${env.PUBLIC_ORIGIN},${env.ALLOWED_ORIGINS ?? ""}`
    .split(",")
    .map((origin) => origin.trim());
  const wanted = bucketSettings(vendor, origins.filter(Boolean));
  return [
    ["cors", settings.corsDocument(wanted.cors)],
    ["lifecycle", settings.lifecycleDocument(wanted.lifecycle)],
    ...(wanted.versioning
      ? [["versioning", settings.versioningDocument()] as [settings.SettingName, string]]
      : []),
  ];
}

/** Lines that go, then lines that come; none when nothing changes. */
function difference(before: readonly string[], after: readonly string[]): string[] {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `  - ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `  + ${line}`);
  return [...gone, ...come];
}

function readOptions(): { yes: boolean } {
  try {
    return parseArgs({ options: { yes: { type: "boolean", default: false } } }).values;
  } catch {
    throw new UsageError("The one option is --yes, which applies what is shown without it.");
  }
}

async function main(): Promise<number> {
  const { yes } = readOptions();
  const env = readEnvironment();
  const vendor = vendorOf(env);
  const client = openClient(vendor, env);
  console.log(`Bucket ${client.bucket.url}`);
  let pending = 0;
  for (const [name, document] of documentsFor(vendor, env)) {
    const current = settings.linesOf(await settings.readSetting(client, name));
    const changes = difference(current, settings.linesOf(readXml(document)));
    console.log(changes.length > 0 ? `${name}:\n${changes.join("\n")}` : `${name}: as it should be`);
    if (changes.length > 0 && yes) await settings.writeSetting(client, name, document);
    pending += changes.length;
  }
  if (pending === 0) return 0;
  console.log(yes ? "Applied." : "Nothing was changed. To apply this: npm run bucket:apply -- --yes");
  return yes ? 0 : 3;
}

/** What an operator can act on: the sentence, and what the store answered. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof Problem) return `${error.message}: ${JSON.stringify(error.cause)}`;
  throw error;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(explain(error));
  return 1;
});
