import type { DriverName } from "./lab.ts";
import type { Row } from "./measure.ts";

/** What the chart shows, by the words that choose it on the command line. */
const groups = [
  ["jpeg-baseline", 12, "300x200"],
  ["jpeg-baseline", 100, "300x200"],
  ["jpeg-baseline", 12, "1280"],
  ["jpeg-progressive", 12, "300x200"],
  ["png", 12, "300x200"],
  ["webp", 12, "300x200"],
] as const;

const names: Record<DriverName, string> = {
  engine: "tov-edge",
  turbo: "libjpeg-turbo + jSquash",
  jsquash: "jSquash",
  photon: "Photon",
  binding: "Cloudflare Images (local)",
};

/** Pixels. */
const BAR = 13;
const GROUP_GAP = 30;
const TOP = 74;
const LABELS = 184;
const PANEL = 330;
const GAP = 60;
const WIDTH = LABELS + 2 * PANEL + GAP + 20;

/** One measure of a row, on a logarithmic scale from `low` to `high`, with a line where it begins to matter. */
interface Panel {
  title: string;
  left: number;
  low: number;
  high: number;
  mark: number;
  markName: string;
  of(row: Row): number | undefined;
  label(value: number): string;
}

const panels: readonly Panel[] = [
  {
    title: "시간, sharp의 몇 배 · time, times sharp's · log",
    ...{ left: LABELS, low: 0.1, high: 60, mark: 1, markName: "sharp" },
    of: (row) => row.ratioToSharp,
    label: (value) => `× ${value}`,
  },
  {
    title: "메모리 · memory, MiB · log",
    ...{ left: LABELS + PANEL + GAP, low: 4, high: 3000, mark: 122, markName: "Workers 128 MB" },
    of: (row) => (row.driver === "binding" ? undefined : row.peakMiB),
    label: (value) => `${value}`,
  },
];

/** A picture of the rows: bars of time and of memory, in colours for light pages and for dark ones. */
export function drawChart(rows: readonly Row[]): string {
  let y = TOP;
  const parts = [];
  for (const [input, megapixels, output] of groups) {
    const own = rows.filter(
      (row) => row.input === input && row.megapixels === megapixels && row.output === output,
    );
    parts.push(text(8, y + 10, `${input} ${megapixels} MP → ${output}`, "group"));
    y += 18;
    for (const row of own) {
      parts.push(text(LABELS - 8, y + 10, names[row.driver], "end"));
      for (const panel of panels) parts.push(bar(panel, row, y));
      y += BAR + 3;
    }
    y += GROUP_GAP - 18;
  }
  const heads = panels.map((panel) => head(panel, y));
  return `${[open(y + 10), STYLE, ...heads, ...parts].join("\n")}\n</svg>\n`;
}

function open(height: number): string {
  const label = "그림을 줄이는 시간과 메모리 · time and memory that shrinking a picture takes";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">`;
}

const STYLE = `<style>
text { font: 11px system-ui, sans-serif; fill: #24292f; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
.group { font-weight: 600; } .title { font-size: 13px; font-weight: 600; }
.end { text-anchor: end; } .note { fill: #6e7781; }
.engine { fill: #0a7d5a; } .peer { fill: #9aa4ae; } .mark { stroke: #cf222e; stroke-dasharray: 3 3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .note { fill: #9198a1; }
  .engine { fill: #3fb68b; } .peer { fill: #57606a; } .mark { stroke: #ff7b72; }
}
</style>`;

function head({ title, left, mark, markName, ...scale }: Panel, bottom: number): string {
  const x = left + lengthOf(mark, scale);
  const line = `<line class="mark" x1="${x}" x2="${x}" y1="${TOP - 16}" y2="${bottom}"/>`;
  return [text(left, 20, title, "title"), text(x - 14, TOP - 22, markName, "note"), line].join("\n");
}

function bar({ left, of, label, ...scale }: Panel, row: Row, y: number): string {
  const value = of(row);
  if (value === undefined) return text(left + 4, y + 10, whyNot(row), "note");
  const length = lengthOf(value, scale);
  const kind = row.driver === "engine" ? "engine" : "peer";
  const rectangle = `<rect class="${kind}" x="${left}" y="${y}" width="${length}" height="${BAR}"/>`;
  return rectangle + text(left + length + 5, y + 10, label(value), "");
}

function whyNot({ driver, failure }: Row): string {
  if (failure === undefined) return driver === "binding" ? "Worker 밖 · outside" : "";
  return /\d+ MiB/.exec(failure)?.[0] ?? "못 함 · refuses";
}

/** At least a pixel, so that nothing seems to take nothing. */
function lengthOf(value: number, { low, high }: Pick<Panel, "low" | "high">): number {
  const part = Math.log(value / low) / Math.log(high / low);
  return Math.round(Math.max(0, Math.min(1, part)) * (PANEL - 60)) + 1;
}

function text(x: number, y: number, words: string, kind: string): string {
  return `<text class="${kind}" x="${x}" y="${y}">${words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`;
}
