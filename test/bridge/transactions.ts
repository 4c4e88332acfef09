import type { Connection } from "mariadb";

/** The transactions that are open, by the id that is in the client's session. Each is rolled back when its time is up. */
export class Transactions {
  readonly #open = new Map<string, { connection: Connection; timer: NodeJS.Timeout }>();
  readonly #limit: number;

  /** @param limit milliseconds from BEGIN on. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  begin(id: string, connection: Connection): void {
    // Closing the connection is what also stops a statement that is still running.
    const timer = setTimeout(() => this.end(id)?.destroy(), this.#limit);
    this.#open.set(id, { connection, timer });
  }

  find(id: string): Connection | undefined {
    return this.#open.get(id)?.connection;
  }

  /** Forgets a transaction and hands back its connection; undefined when its time was up before. */
  end(id: string): Connection | undefined {
    const found = this.#open.get(id);
    clearTimeout(found?.timer);
    this.#open.delete(id);
    return found?.connection;
  }

  /** Drops everything that is open. */
  close(): void {
    for (const id of this.#open.keys()) this.end(id)?.destroy();
  }
}
