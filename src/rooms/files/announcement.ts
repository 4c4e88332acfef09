import type { Collection } from "./collections.ts";
import { tooLarge, typeNotAllowed } from "./problems.ts";

/** What these endings stand for. Browsers know no better name for many of them than `application/octet-stream`. */
const typeOfExtension = new Map(
  Object.entries({
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
    png: "image/png",
    webp: "image/webp",
    gif: "image/gif",
    heic: "image/heic",
    heif: "image/heic",
    svg: "image/svg+xml",
    pdf: "application/pdf",
    hwp: "application/x-hwp",
    hwpx: "application/hwp+zip",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    xls: "application/vnd.ms-excel",
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    csv: "text/csv",
    txt: "text/plain",
    html: "text/html",
  }),
);

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
  const extension = /\.([^.]+)$/.exec(announced.filename)?.[1]?.toLowerCase() ?? "";
  const type = typeOfExtension.get(extension) ?? announced.contentType;
  const unknown = type === "application/octet-stream";
  if (collection.types.length > 0 && !unknown && !collection.types.includes(type))
    throw refuseType(collection, type);
}

/** A `files-type-not-allowed` that names the types that are. */
export function refuseType(collection: Collection, type: string) {
  const allowed = collection.types.join(", ");
  const detail = {
    ko: `${collection.title.ko}에는 ${type} 파일을 올릴 수 없습니다. 받는 형식: ${allowed}`,
    en: `${collection.title.en}: ${type} is not taken. It takes: ${allowed}`,
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
