import type { FileView } from "../../src/rooms/files/schema.ts";
import type { Api } from "../api.ts";
import { explain } from "./problem-notice.ts";

const pictures = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/** Where a card shows what its file looks like, and why it does not. */
export interface ThumbnailParts {
  image: HTMLImageElement;
  kind: HTMLElement;
  reason: HTMLElement;
}

/** Shows a picture's thumbnail in place of its kind: from its public address, or fetched with the key. Without one, the kind stays, and why. */
export function showThumbnail(api: Api, file: FileView, { image, kind, reason }: ThumbnailParts): void {
  if (!pictures.includes(file.type)) return;
  const explainWhy = (error: unknown) => {
    reason.textContent = explain(error).title;
    reason.hidden = false;
  };
  image.addEventListener("load", () => {
    image.hidden = false;
    kind.hidden = true;
    URL.revokeObjectURL(image.src);
  });
  if (file.url !== null) {
    const path = `/images/thumb/${file.key}`;
    // An image element does not tell what it was answered.
    image.addEventListener("error", () => void api.getBlob(path).catch(explainWhy));
    image.src = path;
  } else if (api.hasKey()) void fetchPrivate(api, file, image).catch(explainWhy);
}

async function fetchPrivate(api: Api, file: FileView, image: HTMLImageElement): Promise<void> {
  image.src = URL.createObjectURL(await api.getBlob(`/api/files/${file.id}/thumbnail`));
}
