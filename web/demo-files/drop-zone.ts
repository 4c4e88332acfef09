import { byId } from "./template.ts";

/** Takes files however they come: chosen, dropped anywhere on the page, or pasted. */
export function takeFiles(take: (files: readonly File[]) => void): void {
  const zone = byId("drop", HTMLElement);
  const choose = byId("choose", HTMLInputElement);
  const mark = (over: boolean) => zone.classList.toggle("over", over);

  choose.addEventListener("change", () => {
    take([...(choose.files ?? [])]);
    // So that the same file can be chosen once more.
    choose.value = "";
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  addEventListener("paste", (event) => take([...(event.clipboardData?.files ?? [])]));
}
