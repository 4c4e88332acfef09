import { type Account, createAccounts } from "./account.ts";
import { createControl } from "./control.ts";
import { createDesk, type OpenDesk } from "./desk.ts";
import { createFaultBoard, type FaultBoard } from "./fault-board.ts";
import type { Entry, WebhookState } from "./journal.ts";
import { createReception } from "./reception.ts";
import type { Disorder, Webhook } from "./webhooks.ts";

/** What a sandbox may be given; everything has its default. */
export interface SandboxOptions {
  /** Epoch milliseconds: rate limits and timestamps follow it. */
  now?: () => number;
}

/** Which entries to show; left out means all. */
export interface EntryFilter {
  key?: string | undefined;
  vendor?: string | undefined;
  kind?: string | undefined;
}

/** Something that has happened in the sandbox. */
export type Happening =
  | { type: "entry"; entry: Entry }
  | { type: "webhook"; key: string }
  | { type: "faults" }
  | { type: "cleared" };

type Listener = (happening: Happening) => void;

/** The outside world in a box. */
export interface Sandbox {
  /**
   * Answers `/<vendor host>/<path>` as that vendor does, and `/_sandbox/…` as `control.ts` says. Rejects with a TypeError
   * where the connection breaks.
   */
  fetch(request: Request): Promise<Response>;
  readonly faults: FaultBoard;
  /** Newest first. */
  entries(filter?: EntryFilter): Entry[];
  /** The keys that have been used, the latest last. */
  keys(): string[];
  /** Hands out the webhooks that wait; whoever takes them delivers them. */
  takeWebhooks(key: string, disorder?: Disorder): Webhook[];
  /** How webhooks of a key are handed out from now on. */
  setDisorder(key: string, disorder: Disorder): void;
  /** Says how far a webhook got. */
  settleWebhook(key: string, id: string, state: WebhookState, detail?: string): void;
  /** Lets a webhook of the journal wait once more. @returns whether there is one. */
  repeatWebhook(id: string): boolean;
  /** Forgets what happened, of one key or of all; what is set up at the vendors stays. */
  clear(key?: string): void;
  /** @returns a way to stop listening. */
  watch(listener: Listener): () => void;
}

/** Opens a sandbox with every vendor in it, and nothing in their accounts. */
export function createSandbox({ now = Date.now }: SandboxOptions = {}): Sandbox {
  const listeners = new Set<Listener>();
  const tell: Listener = (happening) => {
    for (const listener of listeners) listener(happening);
  };
  const accounts = createAccounts((entry) => tell({ type: "entry", entry }));
  const faults = createFaultBoard(() => tell({ type: "faults" }));
  const made = (key: string) => tell({ type: "webhook", key });
  const chosen = (key: string | undefined) =>
    accounts.all().filter((account) => (key ?? account.key) === account.key);
  const openDesk: OpenDesk = ({ key, ...visit }) =>
    createDesk({ account: accounts.open(key), now, made, ...visit });
  const visit = createReception({ faults, openDesk });
  const sandbox: Sandbox = {
    faults,
    fetch: (request) => (isControl(request) ? control(request) : visit(request)),
    entries: ({ key, ...filter } = {}) => chosen(key).flatMap(entriesOf(filter)).toSorted(newestFirst),
    keys: () => accounts.all().map(({ key }) => key),
    takeWebhooks: (key, disorder) => chosen(key).flatMap((account) => takeFrom(account, disorder)),
    setDisorder: (key, disorder) => accounts.open(key).webhooks.setDisorder(disorder),
    settleWebhook(key, id, state, detail) {
      for (const { journal } of chosen(key)) journal.settle(id, state, detail);
    },
    repeatWebhook(id) {
      const owner = accounts.all().find((account) => repeat(account, id));
      if (owner) made(owner.key);
      return owner !== undefined;
    },
    clear(key) {
      for (const account of chosen(key)) empty(account);
      tell({ type: "cleared" });
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const control = createControl(sandbox, openDesk);
  return sandbox;
}

const newestFirst = (a: Entry, b: Entry) => b.at - a.at;

function isControl(request: Request): boolean {
  return new URL(request.url).pathname.startsWith("/_sandbox/");
}

function entriesOf({ vendor, kind }: EntryFilter): (account: Account) => Entry[] {
  const fits = (entry: Entry) =>
    (vendor ?? entry.vendor) === entry.vendor && (kind ?? entry.kind) === entry.kind;
  return ({ journal }) => journal.entries().filter(fits);
}

function takeFrom({ webhooks, journal }: Account, disorder: Disorder | undefined): Webhook[] {
  const taken = webhooks.take(disorder);
  for (const { id } of taken) journal.settle(id, "taken");
  return taken;
}

function repeat({ journal, webhooks }: Account, id: string): boolean {
  const entry = journal.entries().find((entry) => entry.id === id && entry.kind === "webhook");
  if (!entry) return false;
  webhooks.push({ id, vendor: entry.vendor, ...(entry.raw as Pick<Webhook, "url" | "headers" | "body">) });
  journal.settle(id, "waiting");
  return true;
}

function empty({ journal, webhooks }: Account): void {
  journal.clear();
  webhooks.clear();
}
