import { type PicturePreview, picturePreview } from "../../kit/picture-preview.ts";
import type { FileRow } from "./store.ts";

/** What stands in for a picture while it loads; null until a first rendition was made of it. */
export function previewOf({ preview }: Pick<FileRow, "preview">): PicturePreview | null {
  return preview === null ? null : picturePreview.parse(JSON.parse(preview));
}
