import { imagesBusy } from "./problems.ts";

const PATIENCE = 10_000;
const POLL = 20;
/** Whoever takes longer may have been cancelled, which it cannot say: the next one begins as well. */
const LEASE = 3_000;

/**
 * Keeps an isolate from doing the same work twice: of those who come with one name, one works, and the others wait to look
 * what came of it. As in `OneAtATime` they look every 20 ms, and give up after 10 s with `images-busy`.
 */
export class OneOfAKind {
  readonly #now: () => number;
  readonly #ends = new Map<string, { at: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The task hears whether somebody else has worked on it meanwhile. */
  async run<T>(name: string, task: (waited: boolean) => Promise<T>): Promise<T> {
    const { end, waited } = await this.#enter(name);
    try {
      return await task(waited);
    } finally {
      if (this.#ends.get(name) === end) this.#ends.delete(name);
    }
  }

  /** Takes the name in the same breath in which it finds it free. */
  async #enter(name: string): Promise<{ end: { at: number }; waited: boolean }> {
    const deadline = this.#now() + PATIENCE;
    let waited = false;
    for (this.#forget(); this.#ends.has(name); this.#forget()) {
      if (this.#now() >= deadline) throw imagesBusy({ headers: { "Retry-After": "5" } });
      await scheduler.wait(POLL);
      waited = true;
    }
    const end = { at: this.#now() + LEASE };
    this.#ends.set(name, end);
    return { end, waited };
  }

  /** Of the few that are under way, those whose time is over. */
  #forget(): void {
    for (const [name, { at }] of this.#ends) if (at <= this.#now()) this.#ends.delete(name);
  }
}
