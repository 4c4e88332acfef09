import type { Account, Desk, WebhookOrder } from "./account.ts";
import type { Note } from "./journal.ts";

/** For whom a desk works, and what of the outside it needs. */
export interface DeskOptions {
  account: Account;
  vendor: string;
  /** Bytes of the request that is at the desk. */
  bytes: number;
  now(): number;
  /** Hears that a key has a webhook more. */
  made(key: string): void;
}

/** Opens the desk of a key's account at a vendor's. */
export type OpenDesk = (visit: { key: string; vendor: string; bytes: number }) => Desk;

/** The desk at which a vendor works off one request. */
export function createDesk({ account, vendor, bytes, now, made }: DeskOptions): Desk {
  const { key, journal, webhooks } = account;
  return {
    account,
    now,
    record: (note: Note, share = bytes) =>
      journal.add({ id: crypto.randomUUID(), at: now(), key, vendor, ...note }, share),
    enqueue({ title, url, headers, body }: WebhookOrder) {
      const webhook = { id: crypto.randomUUID(), vendor, url, headers, body };
      const note = {
        kind: "webhook",
        state: "waiting",
        title,
        to: [url],
        raw: { url, headers, body },
      } as const;
      webhooks.push(webhook);
      journal.add({ id: webhook.id, at: now(), key, vendor, ...note }, body.length);
      made(key);
    },
  };
}
