import { nextKoreanMidnight } from "../../kit/kst.ts";
import { vendorDisabled, vendorMisconfigured, vendorUnavailable } from "../../kit/vendor-problem.ts";
import type { World } from "../../kit/world.ts";
import type { Database, Step } from "../../platform/database/port.ts";
import type { EmailDriver, Mailing, Outcome } from "./driver.ts";
import type { Quota, QuotaStore } from "./quota-store.ts";
import type { EmailRow, EmailStore, OpenClaim, Scope } from "./store.ts";

/** Milliseconds for which a call may still be under way; its outcome is asked for afterwards. */
const CALL = 5 * 60_000;
/** Milliseconds after a call until which its vendor is asked what became of it, and between two questions at least. */
const LOOKED_UP = 24 * 60 * 60_000;
const PAUSE = 10 * 60_000;
/** Milliseconds after which what must not get lost is sent again, though nobody can tell what became of it. */
const REPEATED = 15 * 60_000;

export interface DispatchParts {
  /** In the order in which they are tried. */
  drivers: readonly EmailDriver[];
  store: EmailStore;
  quotas: QuotaStore;
  database: Database;
  world: World;
}

/** What is to be sent, of which e-mails. */
export interface Errand {
  readonly scope: Scope;
  /**
   * A guarded step behind a claim, which undoes it when the errand is no longer wanted, when somebody else is at it, or when one
   * of the rows is not to be sent any more since it was read; anew for each.
   */
  guard(rows: readonly EmailRow[], claim: string): Step;
  /** Called when a claim with the latest guard has been made. */
  claimed(): void;
  /** What the rows' e-mails say, all of them alike but for their slots. */
  compose(rows: readonly EmailRow[]): Promise<Omit<Mailing, "id">>;
  /** No call has been made for it yet: there is none to ask about. */
  readonly untouched: boolean;
  /** Whether an e-mail goes out again when nobody can tell what became of it: rather twice than never. */
  readonly repeatUnknown: boolean;
}

/** How far an errand got. `more`: call again at once. `wait`: not before then. `done`: nothing is left to send. */
export type Progress =
  | { readonly step: "done" }
  | { readonly step: "more" }
  | { readonly step: "wait"; readonly until: number; readonly reason: "quota" | "answer" };

/** How much one run may do. */
export interface Budget {
  readonly calls: number;
  /** Epoch milliseconds after which no call is begun. */
  readonly until: number;
}

interface Choice {
  readonly driver: EmailDriver;
  /** Null where nobody counts. */
  readonly quota: Quota | null;
  /** Recipients. */
  readonly room: number;
}

/** What a call came to. `overtaken`: it was not made, as something had changed. */
type Called = "overtaken" | { readonly open: boolean; readonly left: boolean };

/**
 * Sends e-mails, a call to a vendor at a time, so that a crash at any point neither loses one nor sends it twice: the rows
 * name the call before it is made, and a call whose answer was lost is looked up and not simply repeated.
 */
export function createDispatch({ drivers, store, quotas, database, world }: DispatchParts) {
  /** Settles calls of which nobody recorded the end; answers until when one of them has to be waited for. */
  async function settleOpen(errand: Pick<Errand, "scope" | "repeatUnknown">): Promise<number | null> {
    const waits = [];
    for (const open of await store.openClaims(errand.scope)) waits.push(await settle(open, errand));
    const times = waits.filter((time) => time !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  async function settle(
    open: OpenClaim,
    { scope, repeatUnknown }: Pick<Errand, "scope" | "repeatUnknown">,
  ): Promise<number | null> {
    const age = world.now() - open.claimed_at;
    if (age < CALL) return open.claimed_at + CALL;
    const driver = drivers.find(({ name }) => name === open.driver);
    const found = driver ? await driver.lookUp(open.claim, open.claimed_at) : "unknown";
    const all = (outcome: Outcome) => record(scope, open, [{ ids: null, outcome }]);
    if (found === "taken") await all({ outcome: "taken", vendorId: null });
    else if (found === "left") await all({ outcome: "left" });
    else if (repeatUnknown && age >= REPEATED) await all({ outcome: "left" });
    else if (age < LOOKED_UP) return world.now() + Math.max(PAUSE, age);
    else await all({ outcome: "unknown" });
    return null;
  }

  /** The first driver that has something left of its day and was not tried yet. */
  async function choose(tried: ReadonlySet<EmailDriver>): Promise<Choice | null> {
    for (const driver of drivers.filter((one) => !tried.has(one))) {
      if (driver.dailyLimit === null) return { driver, quota: null, room: driver.mostRecipients };
      const quota = await quotas.read(driver.name, world.now());
      const room = Math.min(driver.mostRecipients, driver.dailyLimit - quota.used);
      if (room > 0) return { driver, quota, room };
    }
    return null;
  }

  /** Records outcomes; what was not taken goes back to the queue, and its share to the driver's day. */
  async function record(scope: Scope, open: OpenClaim, groups: readonly Group[], quota: Quota | null = null) {
    const now = world.now();
    const steps = groups.flatMap(({ ids, outcome }): Step[] => {
      const settled = store.settle(open.claim, changesOf(outcome, scope, open, now), ids);
      return outcome.outcome === "taken" ? [store.countSent(open.claim, ids), settled] : [settled];
    });
    const unused = groups.filter(({ outcome }) => outcome.outcome === "left").flatMap(({ ids }) => ids ?? []);
    if (quota && unused.length > 0) steps.push(quotas.giveBack(quota, unused.length));
    if (steps.length > 0) await database.atomically(steps);
  }

  /** Makes one call with one driver. @throws the driver's problem, after everything has been put back */
  async function call(errand: Errand, rows: readonly EmailRow[], { driver, quota }: Choice): Promise<Called> {
    const { scope } = errand;
    const mailing = await errand.compose(rows);
    const open = { claim: world.newId(), claimed_at: world.now(), driver: driver.name };
    const ids = rows.map(({ id }) => id);
    const taken = quota ? quotas.take(quota, rows.length) : [];
    if (!(await database.attempt([...taken, store.claim(ids, open), errand.guard(rows, open.claim)])))
      return "overtaken";
    errand.claimed();
    try {
      const groups = grouped(ids, await driver.send({ ...mailing, id: open.claim }));
      const ended = groups.filter(({ outcome }) => outcome.outcome !== "unknown");
      await record(scope, open, ended, quota);
      const isLeft = ({ outcome }: Group) => outcome.outcome === "left";
      // Where nobody's was taken or turned down, trying at once again would only go round in circles.
      if (groups.every(isLeft))
        throw vendorUnavailable({ cause: { vendor: driver.name, reason: "not now" } });
      return { open: ended.length < groups.length, left: groups.some(isLeft) };
    } catch (error) {
      // The port promises that nobody's was taken.
      if (isClosed(error)) await record(scope, open, [{ ids, outcome: { outcome: "left" } }], quota);
      throw error;
    }
  }

  /** Makes the next call, with the first driver that takes it. Null when there is nothing to send or nobody may yet. */
  async function next(errand: Errand): Promise<{ called: Called; last: boolean } | "nothing" | "quota"> {
    const tried = new Set<EmailDriver>();
    for (let failure: unknown; ; ) {
      const choice = await choose(tried);
      if (!choice && failure !== undefined) throw failure;
      // One more than fits, to know whether it is the last call.
      const found = await store.queued(errand.scope, (choice?.room ?? 0) + 1);
      if (found.length === 0) return "nothing";
      if (!choice) return "quota";
      const rows = found.slice(0, choice.room);
      try {
        const called = await call(errand, rows, choice);
        return { called, last: rows.length === found.length };
      } catch (error) {
        if (!isClosed(error)) throw error;
        world.log.warn("email.driver-failed", { driver: choice.driver.name, cause: error });
        tried.add(choice.driver);
        failure = error;
      }
    }
  }

  return {
    /** Finds out what became of a batch's calls and makes none; answers when to ask again, null when nothing is open. */
    settleBatch: (batch: string) => settleOpen({ scope: { batch }, repeatUnknown: false }),

    /**
     * Makes an errand's calls, one after the other, as long as the budget lasts.
     * @throws the last driver's problem when no driver takes anything
     */
    async run(errand: Errand, budget: Budget): Promise<Progress> {
      let answerAt = errand.untouched ? null : await settleOpen(errand);
      const over = (): Progress =>
        answerAt === null ? { step: "done" } : { step: "wait", until: answerAt, reason: "answer" };
      for (let calls = 0; calls < budget.calls && world.now() < budget.until; calls++) {
        const made = await next(errand);
        if (made === "quota")
          return { step: "wait", until: nextKoreanMidnight(world.now()), reason: "quota" };
        if (made === "nothing") return over();
        if (made.called === "overtaken") return { step: "more" };
        if (made.called.open) answerAt ??= world.now() + CALL;
        if (made.last && !made.called.left) return over();
      }
      return { step: "more" };
    },
  };
}

export type Dispatch = ReturnType<typeof createDispatch>;

/** E-mails of a call that had the same outcome; all of them where `ids` is null. */
interface Group {
  readonly ids: readonly string[] | null;
  readonly outcome: Outcome;
}

const isClosed = (error: unknown) =>
  [vendorUnavailable, vendorMisconfigured, vendorDisabled].some((problem) => problem.matches(error));

function grouped(ids: readonly string[], outcomes: readonly Outcome[]): Group[] {
  const groups = new Map<string, { ids: string[]; outcome: Outcome }>();
  for (const [index, id] of ids.entries()) {
    const outcome = outcomes[index] ?? { outcome: "unknown" };
    const key = JSON.stringify(outcome);
    const group = groups.get(key) ?? { ids: [], outcome };
    group.ids.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * What an outcome makes of a row. What a single e-mail said may open something, so it is kept for no longer than it takes;
 * that of a batch may be sent again.
 */
function changesOf(outcome: Outcome, scope: Scope, open: OpenClaim, now: number) {
  const over = { ...("email" in scope && { data: null }), finished_at: now };
  switch (outcome.outcome) {
    case "taken":
      return { ...over, state: "sent", sent_at: open.claimed_at, vendor_id: outcome.vendorId } as const;
    case "refused":
      return { ...over, state: "failed", failure: outcome.failure } as const;
    case "left":
      return { state: "queued", claim: null } as const;
    case "unknown":
      return { state: "unknown", failure: "answer-lost", finished_at: now } as const;
  }
}
