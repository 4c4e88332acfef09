/** Runs benchmarks: `npm run bench` all of them, `npm run bench -- http memory` those named, `--json` for machines. */
import { readdirSync } from "node:fs";
import { exitCode, startNode } from "../scripts/wrangler.ts";

const benchmarks = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -".ts".length));

const asked = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const options = process.argv.slice(2).filter((word) => word.startsWith("-"));
const unknown = asked.filter((name) => !benchmarks.includes(name));

if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}: choose from ${benchmarks.join(", ")}.`);
  process.exitCode = 2;
} else {
  for (const name of asked.length > 0 ? asked : benchmarks) {
    console.log(`\n== ${name}`);
    process.exitCode ||= await exitCode(startNode([`bench/${name}.ts`, ...options]));
  }
}
