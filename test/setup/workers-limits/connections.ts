// Taken before the house's timers are watched.
const { setTimeout, clearTimeout } = globalThis;

/** Connections that an event may hold open at once (Workers, Limits: simultaneous open connections). */
const places = 6;
/** Milliseconds after which a body that nobody reads is taken for forgotten. */
const patience = 1000;

/** One open connection: from the call on, and after its answer for as long as that has a body left. */
export interface Hold {
  /** The answer's body, once there is one. */
  body: ReadableStream | null;
  /** Whether code reads the body piece by piece; else a locked body is in the hands of the runtime. */
  hasReader: boolean;
  /** When it was last read from, in epoch milliseconds. */
  touched: number;
}

/** The connections of one event. A seventh waits, and fails where production would hang or cancel one of the six. */
export class Connections {
  readonly #holds = new Set<Hold>();
  #changed = Promise.withResolvers<void>();

  async take(): Promise<Hold> {
    const deadline = Date.now() + patience;
    while (this.#countHeld() >= places) {
      if (Date.now() >= deadline && this.#areForgotten()) throw new Error(deadlock);
      await this.#nextChange();
    }
    const hold = { body: null, hasReader: false, touched: Date.now() };
    this.#holds.add(hold);
    return hold;
  }

  release(hold: Hold): void {
    if (!this.#holds.delete(hold)) return;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** A body that the runtime reads (an answer on its way, an upload to R2) comes to its end without being watched. */
  #countHeld(): number {
    for (const hold of this.#holds) if (hold.body?.locked && !hold.hasReader) this.#holds.delete(hold);
    return this.#holds.size;
  }

  #areForgotten(): boolean {
    return [...this.#holds].every(({ body, touched }) => body !== null && touched <= Date.now() - patience);
  }

  async #nextChange(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience / 10);
    });
    await Promise.race([this.#changed.promise, soon]);
    clearTimeout(timer);
  }
}

const deadlock =
  "All six connections are held by bodies that nobody reads: read or cancel them. Production would cancel one to prevent a deadlock.";
