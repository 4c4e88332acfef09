import type { FileView } from "../../src/rooms/files/schema.ts";
import { type createUploader, isVerdict } from "../upload/upload.ts";
import { announce } from "./announcer.ts";
import { explain, showProblem } from "./problem-notice.ts";
import { copyTemplate } from "./template.ts";
import { formatSize, texts } from "./texts.ts";

type Upload = ReturnType<typeof createUploader>;

/** One file on its way, with its progress and what can be done about it. Calls back with what it became, and when it is gone. */
export function createUploadRow(
  upload: Upload,
  chosen: { file: File; collection: string },
  on: { done(file: FileView): void; gone(hadFocus: boolean): void },
): HTMLElement {
  const { file } = chosen;
  const name = file.name.normalize("NFC");
  const { root, part } = copyTemplate("upload-template");
  const bar = part("bar", HTMLProgressElement);
  const state = part("state", HTMLElement);
  const problem = part("problem", HTMLElement);
  const cancel = part("cancel", HTMLButtonElement);
  const retry = part("retry", HTMLButtonElement);
  const dismiss = part("dismiss", HTMLButtonElement);
  let stop = new AbortController();
  let announced = 0;

  part("name", HTMLElement).textContent = name;
  part("size", HTMLElement).textContent = formatSize(file.size);
  bar.setAttribute("aria-label", name);
  for (const button of [cancel, retry, dismiss]) {
    button.setAttribute("aria-label", texts.labelled(button.textContent ?? "", name));
  }
  cancel.addEventListener("click", () => {
    stop.abort();
    leave(texts.cancelled(name));
  });
  retry.addEventListener("click", () => void run());
  dismiss.addEventListener("click", () => leave(""));
  void run();
  return root;

  async function run(): Promise<void> {
    stop = new AbortController();
    announced = 0;
    show("running");
    state.textContent = texts.waiting;
    announce(texts.started(name));
    try {
      const task = { ...chosen, signal: stop.signal, progress, checking, connected };
      const done = await upload(task);
      on.done(done);
      leave(texts.done(name));
    } catch (error) {
      if (!stop.signal.aborted) fail(error);
    }
  }

  function progress(sent: number): void {
    const share = file.size === 0 ? 0 : Math.min(1, sent / file.size);
    const percent = Math.floor(share * 100);
    bar.value = share;
    state.textContent = texts.sending(percent);
    // Every quarter is enough for the ear.
    if (percent >= announced + 25 && percent < 100) {
      announced = percent - (percent % 25);
      announce(texts.percent(name, announced));
    }
  }

  function checking(): void {
    bar.removeAttribute("value");
    state.textContent = texts.checking;
  }

  function connected(online: boolean): void {
    root.classList.toggle("offline", !online);
    if (online) return;
    state.textContent = texts.offline;
    announce(texts.offline);
  }

  function fail(error: unknown): void {
    show("failed");
    retry.hidden = isVerdict(error);
    showProblem(problem, error);
    const { title, detail = "" } = explain(error);
    announce(texts.failed(name, `${title}. ${detail}`));
  }

  function show(now: "running" | "failed"): void {
    const failed = now === "failed";
    root.classList.toggle("failed", failed);
    for (const shown of [bar, state, cancel]) shown.hidden = failed;
    for (const shown of [problem, retry, dismiss]) shown.hidden = !failed;
  }

  function leave(said: string): void {
    announce(said);
    const hadFocus = root.contains(document.activeElement);
    root.remove();
    on.gone(hadFocus);
  }
}
