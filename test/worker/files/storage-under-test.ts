import { bytesOf } from "../../../src/kit/encoding.ts";
import type { StorageDriver, StoredObject } from "../../../src/rooms/files/driver.ts";

/** What a contract needs to try a driver: the driver itself, and the driver as it was that many milliseconds ago. */
export interface StorageUnderTest {
  origin: string;
  open(age?: number): StorageDriver;
}

let serial = 0;

/** A key that no other test uses. */
export function newKey(): string {
  return `contract/2026/11/${serial++}.bin`;
}

/** Puts a text under a new key. */
export function store(storage: StorageDriver, content: string, type = "text/plain"): Promise<StoredObject> {
  const bytes = bytesOf(content);
  return storage.put(newKey(), bytes, { size: bytes.length, type });
}
