import { imagesBusy } from "./problems.ts";

const PATIENCE = 10_000;
const POLL = 20;
/** A holder whose request was cancelled never says so; after this long without a sign of life it counts as gone. */
const LEASE = 3_000;

/**
 * Lets one task run at a time. Waiters look again every 20 ms and give up after 10 s with `images-busy`: they do not
 * queue up on each other's promises, as in a Worker a promise may belong to a request that is over.
 */
export class OneAtATime {
  readonly #now: () => number;
  #holder: symbol | null = null;
  #leaseEnds = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The task calls `renew` whenever it gets on. That throws `images-busy` when somebody else was let in meanwhile. */
  async run<T>(task: (renew: () => void) => Promise<T>): Promise<T> {
    const holder = Symbol();
    await this.#enter(holder);
    try {
      return await task(() => this.#renew(holder));
    } finally {
      if (this.#holder === holder) this.#holder = null;
    }
  }

  /** Takes the turn in the same breath in which it finds it free. */
  async #enter(holder: symbol): Promise<void> {
    const deadline = this.#now() + PATIENCE;
    while (this.#holder !== null && this.#now() < this.#leaseEnds) {
      if (this.#now() >= deadline) throw busy();
      await scheduler.wait(POLL);
    }
    this.#take(holder);
  }

  #take(holder: symbol): void {
    this.#holder = holder;
    this.#leaseEnds = this.#now() + LEASE;
  }

  #renew(holder: symbol): void {
    if (this.#holder !== holder) throw busy();
    this.#take(holder);
  }
}

function busy() {
  return imagesBusy({ headers: { "Retry-After": "5" } });
}
