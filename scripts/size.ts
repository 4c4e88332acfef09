/** What would be uploaded, how large it is, and what starting it costs: `npm run size`. Fails when it is over the budget. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { root, runNode, wrangler } from "./wrangler.ts";

/** Bytes after gzip. Cloudflare takes 3 MiB on its free plan; what is left is for rooms to come. */
const budget = 1.2 * 1024 * 1024;
const directory = resolve(root, "dist/worker");

interface Part {
  name: string;
  bytes: number;
  gzip: number;
}

/** @returns what wrangler wrote. */
async function runWrangler(...args: string[]): Promise<string> {
  const { code, text } = await runNode([wrangler, ...args]);
  if (code === 0) return text;
  console.error(text);
  process.exit(code);
}

/** Modules are named after their content's digest and their own name. */
function readPart(file: string): Part {
  const bytes = readFileSync(resolve(directory, file));
  return { name: file.replace(/^[0-9a-f]{40}-/, ""), bytes: bytes.length, gzip: gzipSync(bytes).length };
}

const kibibytes = (bytes: number) => (bytes / 1024).toFixed(1).padStart(9);

function printTable(parts: readonly Part[]): void {
  console.log(`${"part".padEnd(24)} ${"KiB".padStart(9)} ${"gzip KiB".padStart(9)}`);
  for (const { name, bytes, gzip } of parts) console.log(name.padEnd(24), kibibytes(bytes), kibibytes(gzip));
}

const sum = (parts: readonly Part[], of: "bytes" | "gzip") =>
  parts.reduce((total, part) => total + part[of], 0);

/** Milliseconds of CPU until the Worker can answer, on this machine: the median of three starts. */
async function measureStartup(): Promise<number> {
  const times: number[] = [];
  while (times.length < 3) {
    const text = await runWrangler("check", "startup", "--outfile", resolve(root, "dist/startup.cpuprofile"));
    times.push(Number(/Active: ([\d.]+) ms/.exec(text)?.[1]));
  }
  return times.toSorted((a, b) => a - b)[1]!;
}

rmSync(directory, { recursive: true, force: true });
await runWrangler("deploy", "--dry-run", "--outdir", directory);
const parts = readdirSync(directory)
  .filter((file) => /\.(?:js|wasm)$/.test(file))
  .map(readPart)
  .sort((a, b) => b.gzip - a.gzip);
const total = { name: "in all", bytes: sum(parts, "bytes"), gzip: sum(parts, "gzip") };
printTable([...parts, total]);
console.log(`start-up CPU: ${await measureStartup()} ms (a Worker may take 1000)`);
if (total.gzip > budget) {
  console.error(
    `The script is over its budget: ${kibibytes(total.gzip).trim()} of ${kibibytes(budget).trim()} KiB.`,
  );
  process.exitCode = 1;
}
