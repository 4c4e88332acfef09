import { Failure, type Problem } from "../failure.ts";
import { texts } from "./texts.ts";

/** What to tell the reader of a failure, whatever failed. */
export function explain(error: unknown): Pick<Problem, "title"> & Partial<Problem> {
  if (error instanceof Failure) {
    if (error.problem) return error.problem;
    if (error.status > 0) return { title: texts.storeRefused, detail: `HTTP ${error.status}` };
    return { title: texts.unreachable, detail: texts.unreachableDetail };
  }
  if (error instanceof DOMException) return { title: texts.unreadable, detail: texts.unreadableDetail };
  return { title: String(error) };
}

/** Shows a problem: its title, its detail, each field's error, and the page that explains it. */
export function showProblem(notice: HTMLElement, error: unknown): void {
  const { title, detail, errors = [], type } = explain(error);
  const told = errors.map((field) => field.detail).filter((text) => text !== detail);
  notice.replaceChildren(
    element("strong", title),
    ...(detail ? [element("p", detail)] : []),
    ...(told.length > 0 ? [list(told)] : []),
    ...(type ? [linkTo(type)] : []),
  );
  notice.hidden = false;
}

function element(name: "strong" | "p" | "li", text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function list(items: readonly string[]): HTMLElement {
  const made = document.createElement("ul");
  made.append(...items.map((item) => element("li", item)));
  return made;
}

/** The page about this kind of problem, in the language of this one. */
function linkTo(type: string): HTMLElement {
  const link = document.createElement("a");
  const address = new URL(type, location.href);
  address.searchParams.set("lang", document.documentElement.lang);
  link.href = address.href;
  link.textContent = texts.learnMore;
  return link;
}
