/** Gives back what was taken. */
export type Release = () => void;

/** Milliseconds between two looks. */
const POLL = 25;

/**
 * Lets a scarce thing (bytes of memory) be held by a few at a time.
 *
 * A Worker's request can be cancelled without its `finally` ever running, so a hold counts only for as long as its lease,
 * and waiters look again by themselves instead of trusting a holder to call them.
 */
export class Gate {
  readonly #capacity: number;
  readonly #lease: number;
  readonly #now: () => number;
  readonly #holds = new Map<symbol, { units: number; until: number }>();

  /** @param lease milliseconds that a hold counts at most */
  constructor(capacity: number, lease: number, now: () => number) {
    this.#capacity = capacity;
    this.#lease = lease;
    this.#now = now;
  }

  /** Waits at most `patience` milliseconds for `units`; null when they did not come free. */
  async enter(units: number, patience: number): Promise<Release | null> {
    const deadline = this.#now() + patience;
    while (units > this.#free()) {
      if (units > this.#capacity || this.#now() >= deadline) return null;
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
    const hold = Symbol();
    this.#holds.set(hold, { units, until: this.#now() + this.#lease });
    return () => this.#holds.delete(hold);
  }

  #free(): number {
    let free = this.#capacity;
    for (const [hold, { units, until }] of this.#holds) {
      if (until <= this.#now()) this.#holds.delete(hold);
      else free -= units;
    }
    return free;
  }
}
