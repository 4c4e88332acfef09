/** What can happen at a vendor's. */
export const entryKinds = ["mail", "batch", "purge", "webhook", "fault"] as const;

/** What happened at a vendor's, as the inbox shows it and as tests read it. */
export interface Entry {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The sandbox key that it belongs to. */
  readonly key: string;
  readonly vendor: string;
  readonly kind: (typeof entryKinds)[number];
  readonly title: string;
  /** Of mails: who sent it. */
  readonly from?: string;
  /** Whom or what it was meant for: addresses, what was purged, where a webhook goes. */
  readonly to: readonly string[];
  /** What the vendor calls it, where it can be asked about it. */
  readonly reference?: string;
  /** Of webhooks: how far it got. */
  readonly state?: WebhookState;
  /** Of webhooks: what came of the last attempt, such as `HTTP 500`. */
  readonly detail?: string;
  readonly text?: string;
  readonly html?: string;
  /** The request as it came, or what was made of it. */
  readonly raw: unknown;
}

/** `waiting` to be taken; `taken` by a test, or on its way; `retrying` after a failure; the last two are final. */
export type WebhookState = "waiting" | "taken" | "retrying" | "delivered" | "failed";

/** What a vendor writes down; the rest of the entry is known. */
export type Note = Pick<Entry, "kind" | "title" | "to" | "raw"> &
  Partial<Pick<Entry, "from" | "text" | "html" | "reference">>;

/** The last entries of one key. */
export interface Journal {
  add(entry: Entry, bytes: number): void;
  /** Says how far a webhook got; nothing happens where its entry has been dropped. */
  settle(id: string, state: WebhookState, detail?: string): void;
  /** Newest first. */
  entries(): Entry[];
  clear(): void;
}

const mostEntries = 500;
/** Bytes of requests that a key's entries may stand for; the newest is kept whatever its size. */
const mostBytes = 8 * 1024 * 1024;

/** Keeps 500 entries, made of 8 MiB of requests, and tells of each. */
export function createJournal(changed: (entry: Entry) => void): Journal {
  let kept: { entry: Entry; bytes: number }[] = [];
  let held = 0;
  const dropOldest = () => {
    held -= kept.shift()?.bytes ?? 0;
  };
  return {
    add(entry, bytes) {
      kept.push({ entry, bytes });
      held += bytes;
      while (kept.length > mostEntries || (held > mostBytes && kept.length > 1)) dropOldest();
      changed(entry);
    },
    settle(id, state, detail) {
      const slot = kept.find(({ entry }) => entry.id === id);
      if (!slot) return;
      const { detail: _, ...before } = slot.entry;
      slot.entry = { ...before, state, ...(detail !== undefined && { detail }) };
      changed(slot.entry);
    },
    entries: () => kept.map(({ entry }) => entry).reverse(),
    clear() {
      kept = [];
      held = 0;
    },
  };
}
