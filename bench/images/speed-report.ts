import { loadavg } from "node:os";
import { chosen } from "./cases.ts";
import { makePictures } from "./corpus.ts";
import { type DriverName, drivers } from "./lab.ts";
import { measure, type Row } from "./measure.ts";
import { line, met } from "./report.ts";

/** A peer's figures are for comparison: fewer runs have to do. */
const PEER_RUNS = 3;
/** A machine whose last minute was busier than this measures its other work. */
const QUIET = 0.7;

export interface Choice {
  /** See `chosen`. */
  only: readonly string[];
  drivers: readonly DriverName[];
  runs: number;
  json: boolean;
}

/** Measures, prints what came of it, and says whether the engine met all bars. */
export async function reportSpeed({ only, drivers: wanted, runs, json }: Choice): Promise<boolean> {
  const cases = chosen(only);
  await makePictures(cases, console.error);
  const busy = loadavg()[0]!;
  if (busy > QUIET) console.error(`This machine is busy with something else: a load of ${busy.toFixed(1)}.`);
  const rows: Row[] = [];
  for (const each of cases) {
    for (const driver of drivers.filter((name) => wanted.includes(name))) {
      const row = await measure(driver, each, driver === "engine" ? runs : Math.min(runs, PEER_RUNS), rows);
      rows.push(row);
      if (json) console.log(JSON.stringify(row));
      else console.error(Object.values(line(row)).join("  "));
    }
  }
  if (!json) console.table(rows.map(line));
  return rows.every((row) => met(row) !== false);
}
