import type { Call } from "../../http/call.ts";
import type { CollectionName } from "./collections.ts";
import { focusOf } from "./focus.ts";
import { previewOf } from "./preview.ts";
import type { FileView } from "./schema.ts";
import type { FilesService } from "./service.ts";
import type { FileRow } from "./store.ts";

/** A file as the API shows it. */
export function createFileView(files: Pick<FilesService, "getPublicUrl">) {
  return (row: FileRow, call: Call): FileView => ({
    id: row.id,
    key: row.object_key,
    collection: row.collection as CollectionName,
    name: row.name,
    type: row.type,
    size: row.size,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    focus: focusOf(row),
    preview: previewOf(row),
    createdAt: row.created_at,
    hidden: row.hidden_at !== null,
    deletedAt: row.deleted_at,
    url: files.getPublicUrl(row, call.publicOrigin),
  });
}
