import type { FileView } from "../../src/rooms/files/schema.ts";
import type { Api } from "../api.ts";
import { announce } from "./announcer.ts";
import { showProblem } from "./problem-notice.ts";
import { copyTemplate } from "./template.ts";
import { formatSize, formatTime, texts } from "./texts.ts";
import { showThumbnail } from "./thumbnail.ts";

/** One file that has arrived: its thumbnail or kind, and what can be done with it. */
export function createFileCard(api: Api, file: FileView): HTMLElement {
  const { root, part } = copyTemplate("file-template");
  const name = part("name", HTMLElement);
  const problem = part("problem", HTMLElement);
  const actions = {
    download: part("download", HTMLButtonElement),
    delete: part("delete", HTMLButtonElement),
    restore: part("restore", HTMLButtonElement),
  };

  name.textContent = file.name;
  part("facts", HTMLElement).textContent = factsOf(file);
  part("kind", HTMLElement).textContent = extensionOf(file.name);
  // Whoever has no key may add to some collections and see none.
  part("actions", HTMLElement).hidden = !api.hasKey();
  for (const button of Object.values(actions)) {
    button.setAttribute("aria-label", texts.labelled(button.textContent ?? "", file.name));
  }
  actions.download.addEventListener("click", () => attempt(download));
  actions.delete.addEventListener("click", () => attempt(remove));
  actions.restore.addEventListener("click", () => attempt(restore));
  showThumbnail(api, file, {
    image: part("thumbnail", HTMLImageElement),
    kind: part("kind", HTMLElement),
    reason: part("no-thumbnail", HTMLElement),
  });
  show(file);
  return root;

  async function attempt(action: () => Promise<void>): Promise<void> {
    problem.hidden = true;
    try {
      await action();
    } catch (error) {
      showProblem(problem, error);
      announce(problem.textContent ?? "");
    }
  }

  async function download(): Promise<void> {
    const { url } = await api.get<{ url: string }>(`/api/files/${file.id}/url`);
    // The store answers as an attachment, so the page stays.
    location.assign(url);
  }

  async function remove(): Promise<void> {
    show(await api.send<FileView>("DELETE", `/api/files/${file.id}`));
    actions.restore.focus();
    announce(texts.deleted(file.name));
  }

  async function restore(): Promise<void> {
    show(await api.send<FileView>("POST", `/api/files/${file.id}/restore`));
    actions.delete.focus();
    announce(texts.restored(file.name));
  }

  function show({ deletedAt }: FileView): void {
    const deleted = deletedAt !== null;
    root.classList.toggle("deleted", deleted);
    part("deleted", HTMLElement).hidden = !deleted;
    actions.download.hidden = deleted;
    actions.delete.hidden = deleted;
    actions.restore.hidden = !deleted;
  }
}

function factsOf({ size, width, height, createdAt }: FileView): string {
  const pixels = width && height ? [`${width}×${height}`] : [];
  return `${[formatSize(size), ...pixels].join(" · ")}\n${formatTime(createdAt)}`;
}

function extensionOf(name: string): string {
  return /\.([^.]{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? "…";
}
