import type { FileView } from "../../src/rooms/files/schema.ts";
import type { Api } from "../api.ts";
import { createFileCard } from "./file-card.ts";
import { showProblem } from "./problem-notice.ts";
import { byId } from "./template.ts";
import { texts } from "./texts.ts";

interface Page {
  items: FileView[];
  nextCursor: string | null;
}

/** The files of the chosen collection, newest first, a page at a time. */
export function createFileList(api: Api) {
  const list = byId("files", HTMLUListElement);
  const note = byId("files-note", HTMLElement);
  const more = byId("more", HTMLButtonElement);
  let collection = "";
  let cursor: string | null = null;

  more.addEventListener("click", () => void load());

  async function load(): Promise<void> {
    const asked = collection;
    const query = new URLSearchParams({ collection, limit: "12", ...(cursor !== null && { cursor }) });
    try {
      const page = await api.get<Page>(`/api/files?${query}`);
      // Meanwhile another collection may have been chosen.
      if (asked !== collection) return;
      cursor = page.nextCursor;
      list.append(...page.items.map((file) => createFileCard(api, file)));
      more.hidden = cursor === null;
      say(texts.empty);
    } catch (error) {
      if (asked === collection) showProblem(note, error);
    }
  }

  function say(text: string): void {
    note.textContent = text;
    note.hidden = list.childElementCount > 0;
  }

  return {
    /** Shows another collection, or the same one with another key. */
    show(name: string): void {
      collection = name;
      cursor = null;
      list.replaceChildren();
      more.hidden = true;
      say(api.hasKey() ? texts.empty : texts.hidden);
      if (api.hasKey()) void load();
    },

    /** Puts a file that has just arrived on top, if its collection is the one shown. */
    add(file: FileView): void {
      if (file.collection !== collection) return;
      list.prepend(createFileCard(api, file));
      note.hidden = true;
    },
  };
}
