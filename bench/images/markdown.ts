import { barFor } from "./cases.ts";
import type { Row } from "./measure.ts";

/** The rows as a table for the documentation. */
export function markdownTable(rows: readonly Row[]): string {
  const head = [
    "| input | output | by | time / sharp | same method | peak MiB | dB to sharp | bytes / sharp's |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  return [...head, ...rows.map(lineOf)].join("\n");
}

function lineOf(row: Row): string {
  const { input, megapixels, output, driver, failure } = row;
  const begin = `| ${input} ${megapixels} MP | ${output} | ${driver}`;
  if (row.ratioToSharp === undefined) return `${begin} | ${failure?.replaceAll("|", "/")} | | | | |`;
  const bar = driver === "engine" ? barFor({ variant: input, output }) : null;
  const ratio = bar ? `${row.ratioToSharp} (bar ${bar.ratio})` : row.ratioToSharp;
  const peak = bar ? `${row.peakMiB} (bar ${bar.peak})` : row.peakMiB;
  const size = (row.bytes! / row.sharpBytes!).toFixed(2);
  return `${begin} | ${ratio} | ${row.ratioAtSameMethod} | ${peak} | ${row.psnrToSharp} | ${size} |`;
}
