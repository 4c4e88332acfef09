/**
 * How fast, how sparing and how true the image engine is, beside sharp on the same machine in the same minutes and beside
 * what else runs in a Worker. `--only jpeg-baseline,12mp,300x200` and `--drivers engine,photon` choose, `--runs 7` counts,
 * `--json` prints one row a line.
 */
import { parseArgs } from "node:util";
import { buildEngine } from "../scripts/engine.ts";
import { chosen } from "./images/cases.ts";
import { makePictures } from "./images/corpus.ts";
import { type DriverName, drivers } from "./images/lab.ts";
import { measure, type Row } from "./images/measure.ts";
import { line, met } from "./images/report.ts";

/** A peer's figures are for comparison: fewer runs have to do. */
const PEER_RUNS = 3;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    drivers: { type: "string", default: drivers.join() },
    runs: { type: "string", default: "7" },
  },
});

const wanted = values.drivers.split(",") as DriverName[];
const cases = chosen(values.only.split(",").filter(Boolean));
const runs = Number(values.runs);
const rows: Row[] = [];

await buildEngine();
await makePictures(cases, console.error);
for (const each of cases) {
  for (const driver of drivers.filter((name) => wanted.includes(name))) {
    const row = await measure(driver, each, driver === "engine" ? runs : Math.min(runs, PEER_RUNS), rows);
    rows.push(row);
    if (values.json) console.log(JSON.stringify(row));
    else console.error(Object.values(line(row)).join("  "));
  }
}
if (!values.json) console.table(rows.map(line));
if (rows.some((row) => met(row) === false)) process.exitCode = 1;
