import { toHex } from "../../kit/encoding.ts";
import { uprightSize } from "../../kit/picture-header/picture-header.ts";
import { scanPicture } from "../../kit/picture-header/scan-picture.ts";
import type { ReadAt } from "../../kit/read-at.ts";
import { refuseType } from "./announcement.ts";
import type { Collection } from "./collections.ts";
import type { StorageDriver } from "./driver.ts";
import { detectFileType } from "./file-type/detect-file-type.ts";
import { changedMeanwhile, contentRefused, uploadMismatch } from "./problems.ts";

/** What the bytes themselves say. */
export interface Inspected {
  type: string;
  extension: string;
  /** Pixels as a viewer sees them; null for what is no picture. */
  width: number | null;
  height: number | null;
}

/**
 * Checks the bytes that an object has at `etag`, and only those, against a collection's rules. Reads pieces, never the whole.
 * @throws `files-content-refused`, `files-type-not-allowed`, `files-changed-meanwhile`
 */
export async function inspect(
  storage: StorageDriver,
  object: { key: string; etag: string; size: number },
  collection: Collection,
): Promise<Inspected> {
  const read = readObject(storage, object);
  const detected = await detectFileType(read, object.size);
  if (!detected.ok) throw contentRefused({ detail: detected.detail });
  const { type, extension } = detected;
  if (collection.types.length > 0 && !collection.types.includes(type)) throw refuseType(collection, type);
  if (!type.startsWith("image/")) return { type, extension, width: null, height: null };
  const header = await scanPicture(read);
  if (!header) {
    throw contentRefused({
      detail: { ko: "그림의 크기를 읽을 수 없습니다.", en: "The picture's size cannot be read." },
    });
  }
  return { type, extension, ...uprightSize(header) };
}

/** @throws `files-upload-mismatch` unless the object's bytes have that SHA-256, `files-changed-meanwhile` */
export async function verifySha256(
  storage: StorageDriver,
  object: { key: string; etag: string },
  expected: string,
): Promise<void> {
  const opened = await storage.open(object.key, { ifMatch: object.etag });
  if (!opened) throw changedMeanwhile();
  const digest = new crypto.DigestStream("SHA-256");
  await opened.body.pipeTo(digest);
  if (toHex(await digest.digest) === expected) return;
  const detail = { ko: "SHA-256이 다릅니다.", en: "The SHA-256 differs." };
  throw uploadMismatch({ detail, errors: [{ pointer: "/body/sha256", detail }] });
}

function readObject(
  storage: StorageDriver,
  { key, etag, size }: { key: string; etag: string; size: number },
): ReadAt {
  return async (offset, length) => {
    const available = Math.min(length, size - offset);
    if (available <= 0) return new Uint8Array();
    const opened = await storage.open(key, { range: { offset, length: available }, ifMatch: etag });
    if (!opened) throw changedMeanwhile();
    return new Uint8Array(await new Response(opened.body).arrayBuffer());
  };
}
