import { copyTemplate } from "../../web/demo-files/template.ts";
import type { Summary } from "../control/live.ts";
import type { Entry } from "../journal.ts";
import { offerHappenings } from "./happenings.ts";
import { texts } from "./texts.ts";

/** Fills an opened row with what only the server has: the mail itself, the request, the webhook. */
export async function showDetail(place: HTMLElement, { id }: Summary): Promise<void> {
  const response = await fetch(`/_sandbox/entries/${id}`).catch(() => null);
  if (!response?.ok) return place.replaceChildren(texts.gone);
  place.replaceChildren(createDetail((await response.json()) as Entry));
}

function createDetail(entry: Entry): HTMLElement {
  const { root, part } = copyTemplate("detail");
  part("facts", HTMLElement).append(...factsOf(entry).map(([name, value]) => fact(name, value)));
  if (entry.html !== undefined) showHtml(part("html", HTMLIFrameElement), entry);
  if (entry.text !== undefined) {
    part("text-section", HTMLElement).hidden = false;
    part("text", HTMLPreElement).textContent = entry.text;
  }
  if (entry.kind === "mail" && entry.reference !== undefined) offerHappenings(entry, part);
  if (entry.kind === "webhook") offerRepetition(entry, part);
  part("raw", HTMLPreElement).textContent = JSON.stringify(entry.raw, null, 2);
  return root;
}

/** The frame's own policy lets nothing run in it. */
function showHtml(frame: HTMLIFrameElement, { id }: Entry): void {
  frame.hidden = false;
  frame.src = `/_sandbox/entries/${id}/html`;
}

function offerRepetition({ id }: Entry, part: ReturnType<typeof copyTemplate>["part"]): void {
  part("again-line", HTMLElement).hidden = false;
  part("again", HTMLButtonElement).addEventListener(
    "click",
    () => void fetch(`/_sandbox/webhooks/${id}/again`, { method: "POST" }),
  );
}

function factsOf(entry: Entry): [string, string][] {
  const facts: [string, string][] = [
    [texts.facts.at, texts.date(entry.at)],
    [texts.facts.key, entry.key],
    [texts.facts.from, entry.from ?? ""],
    [entry.kind === "fault" ? texts.facts.request : texts.facts.to, entry.to.join(", ")],
    [texts.facts.detail, entry.detail ?? ""],
  ];
  return facts.filter(([, value]) => value !== "");
}

function fact(name: string, value: string): HTMLElement {
  const row = document.createElement("div");
  const [term, description] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = name;
  description.textContent = value;
  row.append(term, description);
  return row;
}
