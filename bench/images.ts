/**
 * How fast, how sparing and how true the image engine is, beside sharp on the same machine in the same minutes and beside
 * what else runs in a Worker. `--only jpeg-baseline,12mp,300x200` and `--drivers engine,photon` choose, `--runs 7` counts,
 * `--json` prints one row a line. `fidelity` compares pixels instead of times, of `--photos 24`.
 * `--chart` draws docs/images-bench.svg of the rows in docs/images-bench.jsonl and prints them as Markdown.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildEngine } from "../scripts/engine.ts";
import { type DriverName, drivers } from "./images/lab.ts";
import type { Row } from "./images/measure.ts";
import { reportSpeed } from "./images/speed-report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    chart: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    drivers: { type: "string", default: drivers.join() },
    runs: { type: "string", default: "7" },
    photos: { type: "string", default: "24" },
  },
});
const { json } = values;
const docs = resolve(import.meta.dirname, "../docs");

if (values.chart) await draw();
else {
  await buildEngine();
  const met = await (positionals[0] === "fidelity" ? compare() : measure());
  if (!met) process.exitCode = 1;
}

async function draw(): Promise<void> {
  const { drawChart } = await import("./images/chart.ts");
  const { markdownTable } = await import("./images/markdown.ts");
  const lines = readFileSync(resolve(docs, "images-bench.jsonl"), "utf8").trim().split("\n");
  const rows: Row[] = lines.map((line) => JSON.parse(line));
  writeFileSync(resolve(docs, "images-bench.svg"), drawChart(rows));
  console.log(markdownTable(rows));
}

async function compare(): Promise<boolean> {
  const { reportFidelity } = await import("./images/fidelity-report.ts");
  return reportFidelity(Number(values.photos), json);
}

function measure(): Promise<boolean> {
  const only = values.only.split(",").filter(Boolean);
  const wanted = values.drivers.split(",") as DriverName[];
  return reportSpeed({ only, drivers: wanted, runs: Number(values.runs), json });
}
