import type { DriverName } from "./lab.ts";
import type { Row } from "./measure.ts";

const peers: Readonly<Partial<Record<DriverName, string>>> = {
  turbo: "libjpeg-turbo + jSquash",
  jsquash: "jSquash",
  photon: "Photon",
  binding: "Images binding",
};

/** The rows as a table for the documentation: a line a picture, the engine first and every peer beside it. */
export function markdownTable(rows: readonly Row[]): string {
  const head = ["picture", "becomes", "engine: time / sharp's", "engine: peak MiB", ...Object.values(peers)];
  const pictures = Map.groupBy(
    rows,
    ({ input, megapixels, output }) => `${input} ${megapixels} MP | ${output}`,
  );
  return [
    tableLine(head),
    tableLine(head.map(() => "---")),
    ...[...pictures].map(([picture, made]) => tableLine([picture, ...cellsOf(made)])),
  ].join("\n");
}

function cellsOf(made: readonly Row[]): string[] {
  const by = (name: string) => made.find(({ driver }) => driver === name);
  const engine = by("engine");
  return [
    `**${engine?.ratioToSharp}**`,
    String(engine?.peakMiB),
    ...Object.keys(peers).map((name) => peerCell(by(name))),
  ];
}

function peerCell(row: Row | undefined): string {
  if (!row) return "";
  if (row.ratioToSharp === undefined)
    return /would need some (\d+ MiB)/.exec(row.failure ?? "")?.[1] ?? "refuses";
  // The binding works outside of the Worker.
  return row.driver === "binding" ? `${row.ratioToSharp}` : `${row.ratioToSharp}, ${row.peakMiB} MiB`;
}

const tableLine = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
