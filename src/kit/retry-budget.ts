// In tenths of a repeat, so that nothing is lost to rounding.
const repeat = 10;
const earnedByCall = 1;
const returnedByAnswer = 5;
/** What a lone call's three repeats take. */
const reserve = 3 * repeat;
const fullest = 10 * repeat;

/**
 * How much all calls to one vendor may be repeated: a client's retry budget as in Google's "Site Reliability Engineering",
 * chapter 21, where repeats stay below a tenth of the calls. Four attempts a call would quadruple the load on a vendor that
 * has just broken down under it.
 *
 * A call earns a tenth of a repeat. A repeat that was answered gives half of itself back, so that hiccups do not use up what
 * is kept for them. Beyond the reserve, repeats are therefore a tenth of the calls to a vendor that is down, and a fifth
 * of them at any rate of failure.
 */
export class RetryBudget {
  #saved = reserve;

  /** A call begins. */
  earn(): void {
    this.#add(earnedByCall);
  }

  /** Whether one more attempt may be made; if so, it is paid for. */
  spend(): boolean {
    if (this.#saved < repeat) return false;
    this.#saved -= repeat;
    return true;
  }

  /** A repeat was answered. */
  giveBack(): void {
    this.#add(returnedByAnswer);
  }

  #add(tenths: number): void {
    this.#saved = Math.min(fullest, this.#saved + tenths);
  }
}

const budgets = new WeakMap<object, Map<string, RetryBudget>>();

/** The budget that all calls out of one world to this vendor share: on Cloudflare, those of one isolate. */
export function retryBudgetOf(world: object, vendor: string): RetryBudget {
  const ofWorld = budgets.get(world) ?? new Map<string, RetryBudget>();
  budgets.set(world, ofWorld);
  const budget = ofWorld.get(vendor) ?? new RetryBudget();
  ofWorld.set(vendor, budget);
  return budget;
}
