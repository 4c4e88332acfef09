import type { Text } from "../../kit/problem.ts";
import type { StorageClass } from "./driver.ts";

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

const pictures = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const hwp = ["application/x-hwp", "application/hwp+zip"];
const excel = [
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/vnd.ms-excel",
];
const word = ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"];
const documents = ["application/pdf", ...hwp, ...excel, ...word, "text/csv", "text/plain"];

/** What is allowed to whom in one collection of files. */
export interface Collection {
  title: Text;
  /** Where its objects stand in the bucket. */
  prefix: string;
  /** `public`: whoever knows the address may see a file. `private`: by signed URL only. */
  visibility: "public" | "private";
  write: "anyone" | "files:write" | "admin";
  read: "files:read" | "admin";
  /** Bytes a file. */
  maxSize: number;
  /** Media types, as the bytes tell them; empty means any. */
  types: readonly string[];
  cacheControl: string;
  storageClass: StorageClass;
  /** Bytes a Korean day, for those who come without a key: from one address, and from all together. */
  dailyQuota?: { address: number; all: number };
}

/** A year in browsers. At the edge an hour, so that what a purge does not reach there is soon gone. */
const immutable = "public, max-age=31536000, s-maxage=3600, immutable";
const unshared = "private, no-store";

const publicPictures = {
  visibility: "public",
  write: "files:write",
  read: "files:read",
  types: pictures,
  cacheControl: immutable,
  storageClass: "standard",
} as const;

const privateFiles = {
  visibility: "private",
  write: "files:write",
  read: "files:read",
  cacheControl: unshared,
  storageClass: "standard",
} as const;

/** Every collection there is. A bucket's folders, and the rules at each door. */
export const collections = {
  "posts/thumbnails": {
    ...publicPictures,
    title: { ko: "게시물 썸네일", en: "Post thumbnails" },
    prefix: "posts/thumbnails/",
    maxSize: 10 * MiB,
  },
  "posts/content": {
    ...publicPictures,
    title: { ko: "게시물 본문 그림", en: "Pictures in posts" },
    prefix: "posts/content/",
    maxSize: 30 * MiB,
  },
  profiles: {
    ...publicPictures,
    title: { ko: "프로필 사진", en: "Profile pictures" },
    prefix: "profiles/",
    maxSize: 10 * MiB,
  },
  banners: {
    ...publicPictures,
    title: { ko: "배너", en: "Banners" },
    prefix: "banners/",
    maxSize: 30 * MiB,
  },
  consultations: {
    ...privateFiles,
    title: { ko: "상담 첨부", en: "Consultation attachments" },
    prefix: "consultations/",
    write: "anyone",
    read: "admin",
    maxSize: 20 * MiB,
    types: [...pictures, "image/heic", ...documents],
    dailyQuota: { address: 100 * MiB, all: 2 * GiB },
  },
  documents: {
    ...privateFiles,
    title: { ko: "일반 문서", en: "Documents" },
    prefix: "documents/",
    maxSize: 100 * MiB,
    types: [...documents, ...pictures, "image/heic"],
  },
  "resources/pdfs": {
    ...privateFiles,
    title: { ko: "자료실 PDF", en: "Library: PDF" },
    prefix: "resources/pdfs/",
    maxSize: 200 * MiB,
    types: ["application/pdf"],
  },
  "resources/excel": {
    ...privateFiles,
    title: { ko: "자료실 엑셀", en: "Library: Excel" },
    prefix: "resources/excel/",
    maxSize: 50 * MiB,
    types: excel,
  },
  "resources/hwp": {
    ...privateFiles,
    title: { ko: "자료실 한글 문서", en: "Library: HWP" },
    prefix: "resources/hwp/",
    maxSize: 100 * MiB,
    types: hwp,
  },
  "data-archive": {
    ...privateFiles,
    title: { ko: "장기 보관 자료", en: "Data archive" },
    prefix: "data-archive/",
    write: "admin",
    read: "admin",
    // One PUT, and so one copy inside the bucket, may have 5 GiB (R2 limits).
    maxSize: 5 * GiB,
    types: [],
    storageClass: "infrequent-access",
  },
} satisfies Record<string, Collection>;

export type CollectionName = keyof typeof collections;

export const collectionNames = Object.keys(collections) as [CollectionName, ...CollectionName[]];

/** The rules of a collection. */
export function collectionOf(name: string): Collection {
  return collections[name as CollectionName];
}
