/**
 * How fast, how sparing and how true the image engine is, beside sharp on the same machine in the same minutes and beside
 * what else runs in a Worker. `--only jpeg-baseline,12mp,300x200` and `--drivers engine,photon` choose, `--runs 7` counts,
 * `--json` prints one row a line. `fidelity` compares pixels instead of times, of `--photos 24`.
 */
import { parseArgs } from "node:util";
import { buildEngine } from "../scripts/engine.ts";
import { type DriverName, drivers } from "./images/lab.ts";
import { reportSpeed } from "./images/speed-report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    drivers: { type: "string", default: drivers.join() },
    runs: { type: "string", default: "7" },
    photos: { type: "string", default: "24" },
  },
});
const { json } = values;

await buildEngine();
if (!(await (positionals[0] === "fidelity" ? compare() : measure()))) process.exitCode = 1;

async function compare(): Promise<boolean> {
  const { reportFidelity } = await import("./images/fidelity-report.ts");
  return reportFidelity(Number(values.photos), json);
}

function measure(): Promise<boolean> {
  const only = values.only.split(",").filter(Boolean);
  const wanted = values.drivers.split(",") as DriverName[];
  return reportSpeed({ only, drivers: wanted, runs: Number(values.runs), json });
}
