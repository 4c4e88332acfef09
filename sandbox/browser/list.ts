import { byId, copyTemplate } from "../../web/demo-files/template.ts";
import type { Summary } from "../control/live.ts";
import type { Filters } from "./filters.ts";
import { createRow, type Row } from "./row.ts";
import { sendSample } from "./sample.ts";
import { texts } from "./texts.ts";

/** As many as a key keeps. */
const mostRows = 500;

/** What has arrived, newest first. */
export function createList(filters: Filters) {
  const list = byId("entries", HTMLOListElement);
  const empty = byId("empty", HTMLElement);
  const rows = new Map<string, Row>();
  empty.append(createEmptyState());

  function draw(): void {
    const shown = [...rows.values()].filter(({ entry, root }) => {
      root.hidden = !filters.fits(entry());
      return !root.hidden;
    });
    byId("count", HTMLElement).textContent = texts.count(shown.length);
    byId("clear", HTMLButtonElement).disabled = rows.size === 0;
    empty.hidden = rows.size > 0;
    byId("no-match", HTMLElement).hidden = rows.size === 0 || shown.length > 0;
  }

  function insert(entry: Summary): Row {
    const row = createRow(entry);
    rows.set(entry.id, row);
    list.prepend(row.root);
    return row;
  }

  function put(entry: Summary): void {
    const row = rows.get(entry.id) ?? insert(entry);
    row.update(entry);
  }

  return {
    draw,
    /** Everything there is, in place of what was shown. */
    show(entries: readonly Summary[]): void {
      const current = new Set(entries.map(({ id }) => id));
      for (const id of rows.keys()) if (!current.has(id)) drop(id);
      for (const entry of entries.toReversed()) put(entry);
      draw();
    },
    add(entry: Summary): void {
      const isNew = !rows.has(entry.id);
      put(entry);
      const [oldest] = rows.keys();
      if (rows.size > mostRows && oldest) drop(oldest);
      draw();
      if (isNew)
        byId("announcer", HTMLElement).textContent = texts.arrived({ ...entry, title: texts.titleOf(entry) });
    },
  };

  function drop(id: string): void {
    rows.get(id)?.root.remove();
    rows.delete(id);
  }
}

function createEmptyState(): HTMLElement {
  const { root, part } = copyTemplate("nothing");
  part("sample", HTMLButtonElement).addEventListener("click", () => void sendSample());
  return root;
}
