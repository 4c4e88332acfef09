import type { SignedRequest, StorageDriver } from "./driver.ts";
import type { SignedPart } from "./schema.ts";
import type { UploadRow } from "./upload-store.ts";

/** Bytes; what is larger goes up in parts. */
export const SINGLE_PUT = 16 * 1024 * 1024;
/** Seconds that a signed URL holds. */
const SIGNED_FOR = 5 * 60;

/** Where the bytes of an upload land before they are checked. */
export function incomingKey(id: string): string {
  return `incoming/${id}`;
}

/** Bytes of every part but the last. */
export function partSizeOf(row: UploadRow): number {
  return row.part_size ?? row.size;
}

export function partCountOf(row: UploadRow): number {
  return Math.ceil(row.size / partSizeOf(row));
}

/** Signs the PUT of one part; an upload in one piece is one part. */
export async function signPart(
  storage: StorageDriver,
  row: UploadRow,
  partNumber: number,
  origin: string,
): Promise<SignedPart> {
  const offset = (partNumber - 1) * partSizeOf(row);
  const size = Math.min(partSizeOf(row), row.size - offset);
  const options = { size, expiresIn: SIGNED_FOR, origin };
  const key = incomingKey(row.id);
  const signed =
    row.multipart_id === null
      ? await storage.signUpload(key, { ...options, type: row.type })
      : await storage.signPart(key, row.multipart_id, partNumber, options);
  return toSignedPart(signed, { partNumber, offset, size });
}

function toSignedPart(
  { url, headers, expiresAt }: SignedRequest,
  part: Pick<SignedPart, "partNumber" | "offset" | "size">,
): SignedPart {
  return { ...part, method: "PUT", url, headers, expiresAt };
}
