import type { FileView } from "../../src/rooms/files/schema.ts";
import type { Api } from "../api.ts";

const pictures = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/** Shows a picture's thumbnail in place of its kind: from its public address, or fetched with the key. Without one, the kind stays. */
export function showThumbnail(api: Api, file: FileView, image: HTMLImageElement, kind: HTMLElement): void {
  if (!pictures.includes(file.type)) return;
  image.addEventListener("load", () => {
    image.hidden = false;
    kind.hidden = true;
    URL.revokeObjectURL(image.src);
  });
  if (file.url !== null) image.src = `/images/thumb/${file.key}`;
  else if (api.hasKey()) void fetchPrivate(api, file, image);
}

async function fetchPrivate(api: Api, file: FileView, image: HTMLImageElement): Promise<void> {
  const blob = await api.getBlob(`/api/files/${file.id}/thumbnail`).catch(() => null);
  if (blob) image.src = URL.createObjectURL(blob);
}
