import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FaultKind, faultKinds } from "../../../sandbox/fault-board.ts";
import { openHouse } from "../../setup/open-house.ts";
import { type Cell, examine, PATIENCE } from "./matrix.ts";
import { rows } from "./rows.ts";

// Before many houses are opened at once: the first one makes the tables that they share.
await openHouse();

const table = new Map<string, Record<string, string>>();

describe.each(rows.map((row) => [row.name, row] as const))("%s", (name, row) => {
  const cells = new Map<FaultKind, Cell>();

  // Side by side, because most of it is waiting.
  beforeAll(async () => {
    await Promise.all(faultKinds.map(async (fault) => cells.set(fault, await examine(row, fault))));
    table.set(name, Object.fromEntries([...cells].map(([fault, cell]) => [fault, summary(cell)])));
  }, 120_000);

  test.each(faultKinds)("%s: an answer in time that tells nothing, and nothing half-written", (fault) => {
    const { wrong, slowest } = cells.get(fault)!;
    expect(wrong).toEqual([]);
    expect(slowest).toBeLessThan(PATIENCE);
  });
});

function summary({ statuses, slowest, wrong }: Cell): string {
  return `${statuses.join("/")} ${(slowest / 1000).toFixed(1)}s${wrong.length > 0 ? " !" : ""}`;
}

afterAll(() => {
  const widths = faultKinds.map((fault) =>
    Math.max(fault.length, ...[...table.values()].map((cells) => (cells[fault] ?? "").length)),
  );
  const first = Math.max(...[...table.keys()].map((name) => name.length));
  const line = (head: string, cells: string[]) =>
    [head.padEnd(first), ...cells.map((cell, i) => cell.padEnd(widths[i]!))].join("  ").trimEnd();
  const lines = [...table].map(([name, cells]) =>
    line(
      name,
      faultKinds.map((fault) => cells[fault] ?? ""),
    ),
  );
  console.info(["", line("", [...faultKinds]), ...lines, "", legend].join("\n"));
});

const legend = `Statuses of all answers, and how long the slowest took, wherever in the request the fault began. ! : something was wrong.
202 means recorded, and the time with SendGrid is that of the delivery behind it. 503: come back later. 502: the vendor says no.
500: a fault of ours, such as a key that the vendor refuses. 409: another request has the upload. Each was asked again afterwards, and succeeded.
delay: slow; hang: no answer; unreachable: no connection; refuse: a 4xx; deny: a 401; too-many: a 429; broken: a 5xx; malformed: no sense in
it; reset: breaks off halfway; timeout-after-effect: done, and no answer.`;
