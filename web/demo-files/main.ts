import "./demo-files.css";
import { createApi } from "../api.ts";
import { createMemory } from "../upload/memory.ts";
import { createUploader } from "../upload/upload.ts";
import { takeFiles } from "./drop-zone.ts";
import { createFileList } from "./file-list.ts";
import { createSettings } from "./settings.ts";
import { byId } from "./template.ts";
import { createUploadRow } from "./upload-row.ts";

const settings = createSettings();
const api = createApi(settings.key);
const upload = createUploader({ api, memory: createMemory(localStorage, Date.now) });
const files = createFileList(api);
const rows = byId("uploads", HTMLUListElement);
const section = byId("uploads-section", HTMLElement);

settings.watch(() => files.show(settings.collection()));
takeFiles((chosen) => {
  const collection = settings.collection();
  rows.append(
    ...chosen.map((file) => createUploadRow(upload, { file, collection }, { done: files.add, gone: tidy })),
  );
  tidy(false);
});

/** Focus must not be lost with the row that it was in. */
function tidy(focusWasInRow: boolean): void {
  section.hidden = rows.childElementCount === 0;
  if (focusWasInRow) byId("files-heading", HTMLElement).focus({ preventScroll: true });
}
