import { createJournal, type Entry, type Journal, type Note } from "./journal.ts";
import { createWebhookQueue, type WebhookQueue } from "./webhooks.ts";

/** Everything that is kept for one sandbox key. */
export interface Account {
  readonly key: string;
  readonly journal: Journal;
  readonly webhooks: WebhookQueue;
}

/** A request to post a webhook; it gets its id and goes on its way. */
export interface WebhookOrder {
  title: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What a vendor's app is given with every request: for whom it works, and what it may do. */
export interface Desk {
  readonly account: Account;
  /** Epoch milliseconds. */
  now(): number;
  /** `bytes`: how much of the journal it takes; left out, as much as the request has. */
  record(note: Note, bytes?: number): void;
  enqueue(order: WebhookOrder): void;
}

const mostAccounts = 200;

/** The accounts of the 200 keys that were used last. */
export interface Accounts {
  /** Opens it where there is none. */
  open(key: string): Account;
  find(key: string): Account | undefined;
  all(): Account[];
}

/** @param changed hears of every entry that is new or has changed. */
export function createAccounts(changed: (entry: Entry) => void): Accounts {
  const accounts = new Map<string, Account>();
  const create = (key: string) => ({
    key,
    journal: createJournal(changed),
    webhooks: createWebhookQueue(),
  });
  return {
    open(key) {
      const account = accounts.get(key) ?? create(key);
      accounts.delete(key);
      accounts.set(key, account);
      const [oldest] = accounts.keys();
      if (accounts.size > mostAccounts && oldest) accounts.delete(oldest);
      return account;
    },
    find: (key) => accounts.get(key),
    all: () => [...accounts.values()],
  };
}

/** State of a vendor's own, one for each account and gone with it. */
export function perAccount<T>(create: () => T): (account: Account) => T {
  const states = new WeakMap<Account, T>();
  return (account) => {
    const state = states.get(account) ?? create();
    states.set(account, state);
    return state;
  };
}
