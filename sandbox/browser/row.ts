import { copyTemplate } from "../../web/demo-files/template.ts";
import type { Summary } from "../control/live.ts";
import { showDetail } from "./detail.ts";
import { texts } from "./texts.ts";

/** One entry of the list. */
export interface Row {
  root: HTMLElement;
  entry(): Summary;
  update(entry: Summary): void;
}

const tones = { waiting: "checking", taken: "checking", retrying: "down", delivered: "ok", failed: "down" };

/** A row that opens to everything that is known of its entry. */
export function createRow(first: Summary): Row {
  const { root, part } = copyTemplate("entry");
  const state = part("state", HTMLElement);
  let entry = first;

  function update(changed: Summary): void {
    entry = changed;
    if (entry.state === undefined) return;
    state.hidden = false;
    state.className = `state ${tones[entry.state]}`;
    state.textContent = texts.states[entry.state];
    state.title = entry.detail ?? "";
  }

  root.classList.add(entry.kind);
  part("kind", HTMLElement).textContent = texts.kinds[entry.kind];
  part("title", HTMLElement).textContent = texts.titleOf(entry);
  part("to", HTMLElement).textContent = texts.toOf(entry);
  const time = part("time", HTMLTimeElement);
  time.dateTime = new Date(entry.at).toISOString();
  time.textContent = texts.time(entry.at);
  const details = root.querySelector("details");
  details?.addEventListener("toggle", () => {
    if (details.open) void showDetail(part("detail", HTMLElement), entry);
  });
  update(entry);
  return { root, entry: () => entry, update };
}
