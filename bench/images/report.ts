import { type Bar, barFor } from "./cases.ts";
import type { Row } from "./measure.ts";

/** Whether a row keeps to what the engine has to keep to; null for others, and where nothing was promised. */
export function met(row: Row): boolean | null {
  const bar = barOf(row);
  if (row.driver !== "engine" || !bar) return null;
  if (row.ratioToSharp === undefined || row.peakMiB === undefined) return false;
  const decoded = bar.decode === undefined || (row.decodeMiB ?? Number.POSITIVE_INFINITY) <= bar.decode;
  return row.ratioToSharp <= bar.ratio && row.peakMiB <= bar.peak && decoded;
}

function barOf({ input, output }: Row): Bar | null {
  return barFor({ variant: input, output });
}

/** One line of `console.table`. */
export function line(row: Row): Record<string, string | number> {
  const { input, megapixels, output, driver, failure } = row;
  const begin = { input: `${input} ${megapixels} MP`, output, driver };
  if (row.ratioToSharp === undefined) return { ...begin, "× sharp": failure ?? "", bar: verdict(row) };
  const bar = row.driver === "engine" ? barOf(row) : null;
  const decode = bar?.decode === undefined ? "" : `${row.decodeMiB} of ${bar.decode}, `;
  return {
    ...begin,
    "× sharp": row.ratioToSharp + (bar ? ` of ${bar.ratio}` : ""),
    "same method": row.ratioAtSameMethod!,
    ms: `${row.ms} / ${row.sharpMs}`,
    "cpu × sharp": row.cpuRatioToSharp!,
    "peak MiB": decode + row.peakMiB + (bar ? ` of ${bar.peak}` : ""),
    "grew MiB": row.residentMiB!,
    "dB to sharp": row.psnrToSharp!,
    bytes: `${row.bytes} / ${row.sharpBytes}`,
    bar: verdict(row),
  };
}

function verdict(row: Row): string {
  return { true: "met", false: "MISSED", null: "" }[String(met(row))]!;
}
