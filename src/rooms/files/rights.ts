import { type Caller, may } from "../../kit/caller.ts";
import { type Collection, collectionOf } from "./collections.ts";
import { fileNotFound, mayNotWrite } from "./problems.ts";
import type { FileRow } from "./store.ts";

/** @throws `files-may-not-write` */
export function requireWrite(caller: Caller, collection: Collection): void {
  if (collection.write === "anyone" || may(caller, collection.write)) return;
  const detail = {
    ko: `${collection.title.ko}에 올리려면 ${collection.write} 권한이 있는 API 키가 필요합니다.`,
    en: `${collection.title.en} takes an API key with the scope ${collection.write}.`,
  };
  throw mayNotWrite({ detail });
}

/** @throws `files-not-found` */
export function requireRead(caller: Caller, collection: Collection): void {
  if (!may(caller, collection.read)) throw fileNotFound();
}

/** The file, if there is one that the caller may know of. @throws `files-not-found`, which hides the difference. */
export function requireReadable(caller: Caller, row: FileRow | undefined): FileRow {
  if (row && may(caller, collectionOf(row.collection).read)) return row;
  throw fileNotFound();
}

/** Whether anyone may see the file at its public address now. */
export function isPublic(row: FileRow): boolean {
  return (
    collectionOf(row.collection).visibility === "public" && row.hidden_at === null && row.deleted_at === null
  );
}
