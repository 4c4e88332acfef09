/** An upload that was begun, as the browser remembers it. */
export interface BegunUpload {
  id: string;
  /** Bytes of every part but the last. */
  partSize: number;
  partCount: number;
  /** Epoch milliseconds. */
  expiresAt: number;
}

const PREFIX = "upload ";

/** What the same file, chosen once more, is recognised by. */
export function fingerprintOf(file: File, collection: string): string {
  return `${collection} ${file.size} ${file.lastModified} ${file.name}`;
}

/** Remembers unfinished uploads across reloads, so that choosing the same file again goes on where it stopped. */
export function createMemory(storage: Storage, now: () => number) {
  function recall(fingerprint: string): BegunUpload | null {
    const text = storage.getItem(PREFIX + fingerprint);
    const begun = text === null ? null : (JSON.parse(text) as BegunUpload);
    return begun && begun.expiresAt > now() ? begun : null;
  }

  for (const name of Object.keys(storage).filter((name) => name.startsWith(PREFIX))) {
    if (!recall(name.slice(PREFIX.length))) storage.removeItem(name);
  }

  return {
    recall,
    keep: (fingerprint: string, begun: BegunUpload) =>
      storage.setItem(PREFIX + fingerprint, JSON.stringify(begun)),
    forget: (fingerprint: string) => storage.removeItem(PREFIX + fingerprint),
  };
}

export type Memory = ReturnType<typeof createMemory>;
