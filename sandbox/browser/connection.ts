import { byId } from "../../web/demo-files/template.ts";
import type { Summary } from "../control/live.ts";
import type { Fault } from "../fault-board.ts";
import { texts } from "./texts.ts";

/** What the sandbox tells, as `control/live.ts` says. */
export interface News {
  list(everything: { entries: Summary[]; faults: Fault[] }): void;
  entry(entry: Summary): void;
  faults(faults: Fault[]): void;
}

/** Listens to the sandbox for as long as the page is open; a browser connects again by itself. */
export function createConnection(news: News): void {
  const source = new EventSource("/_sandbox/live");
  for (const name of ["list", "entry", "faults"] as const)
    source.addEventListener(name, ({ data }) => news[name](JSON.parse(data)));
  source.addEventListener("open", () => say("ok", texts.connected));
  source.addEventListener("error", () => say("down", texts.disconnected));
}

function say(state: "ok" | "down", text: string): void {
  const place = byId("connection", HTMLElement);
  place.className = `state ${state}`;
  place.textContent = text;
}
