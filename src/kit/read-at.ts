/** Reads `length` bytes from `offset` on; fewer where the source ends. What reads a file piece by piece takes this. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** A `ReadAt` over bytes that are already in memory. */
export function readBytes(bytes: Uint8Array): ReadAt {
  return async (offset, length) => bytes.subarray(offset, offset + length);
}
