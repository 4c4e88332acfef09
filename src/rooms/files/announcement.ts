import type { Collection } from "./collections.ts";
import { tooLarge, typeNotAllowed } from "./problems.ts";
import { typeNameOf, typeOfEnding } from "./type-names.ts";

/** What is said of bytes that say nothing themselves (RFC 2046, section 4.5.1). */
const UNKNOWN = "application/octet-stream";

/** What somebody says of a file before its bytes move. */
export interface Announcement {
  filename: string;
  size: number;
  contentType: string;
}

/**
 * Refuses early what the bytes would be refused for anyway; the bytes themselves are checked later.
 * @throws `files-too-large`, `files-type-not-allowed`
 */
export function checkAnnouncement(announced: Announcement, collection: Collection): void {
  if (announced.size > collection.maxSize) throw refuseSize(collection);
  const type = typeOfEnding(announced.filename) ?? announced.contentType;
  if (collection.types.length > 0 && type !== UNKNOWN && !collection.types.includes(type))
    throw refuseType(collection, type);
}

/** A `files-type-not-allowed` that names the types that are. */
export function refuseType(collection: Collection, type: string) {
  const allowed = collection.types.map(typeNameOf).join(", ");
  const known = type !== UNKNOWN;
  const refused = typeNameOf(type);
  const detail = {
    ko: `${collection.title.ko}에는 ${known ? refused : "이런 형식의"} 파일을 올릴 수 없습니다. 받는 형식: ${allowed}`,
    en: `${collection.title.en}: ${known ? refused : "this type"} is not taken. It takes: ${allowed}`,
  };
  return typeNotAllowed({ detail, errors: [{ pointer: "/body/contentType", detail }] });
}

function refuseSize(collection: Collection) {
  const limit = Math.floor(collection.maxSize / 1024 / 1024);
  const detail = {
    ko: `${collection.title.ko}은(는) 파일 하나에 ${limit} MiB까지 받습니다.`,
    en: `${collection.title.en}: a file may have ${limit} MiB at most.`,
  };
  return tooLarge({ detail, errors: [{ pointer: "/body/size", detail }] });
}
