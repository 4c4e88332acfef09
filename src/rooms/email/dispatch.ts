import { nextKoreanMidnight } from "../../kit/kst.ts";
import { vendorDisabled, vendorMisconfigured, vendorUnavailable } from "../../kit/vendor-problem.ts";
import type { World } from "../../kit/world.ts";
import type { Database, Step } from "../../platform/database/port.ts";
import type { EmailDriver, Mailing, Outcome } from "./driver.ts";
import type { Quota, Quotas } from "./quotas.ts";
import type { EmailRow, EmailStore, OpenClaim, Scope } from "./store.ts";

/** Milliseconds for which a call may still be under way; its outcome is asked for afterwards. */
const CALL = 5 * 60_000;
/** Milliseconds after a call until which its vendor is asked what became of it, and between two questions. */
const LOOKED_UP = 24 * 60 * 60_000;
const PAUSE = 30 * 60_000;

export interface DispatchParts {
  /** In the order in which they are tried. */
  drivers: readonly EmailDriver[];
  store: EmailStore;
  quotas: Quotas;
  database: Database;
  world: World;
}

/** What is to be sent, of which e-mails. */
export interface Errand {
  readonly scope: Scope;
  /** Undoes the claim when the errand is no longer wanted: a guarded step, for each claim anew. */
  guard(rows: readonly EmailRow[]): Promise<Step>;
  /** What the rows' e-mails say, all of them alike but for their slots. */
  compose(rows: readonly EmailRow[]): Promise<Omit<Mailing, "id">>;
  /** Whether an e-mail goes out again when nobody can tell what became of it: rather twice than never. */
  readonly repeatUnknown: boolean;
}

/** How far an errand got. `more`: call again at once. `wait`: not before then. `done`: nothing is left to send. */
export type Progress =
  | { readonly step: "done" }
  | { readonly step: "more"; readonly calls: number }
  | { readonly step: "wait"; readonly until: number; readonly reason: "quota" | "answer" };

/**
 * Sends e-mails, a call to a vendor at a time, so that a crash at any point neither loses one nor sends it twice: the rows
 * name the call before it is made, and a call whose answer was lost is looked up and never simply repeated.
 */
export function createDispatch({ drivers, store, quotas, database, world }: DispatchParts) {
  /** Settles calls that nobody recorded the end of; answers until when one of them has to be waited for. */
  async function settleOpen(errand: Errand): Promise<number | null> {
    let waitUntil: number | null = null;
    for (const open of await store.openClaims(errand.scope)) {
      const later = await settle(open, errand);
      if (later !== null) waitUntil = Math.min(later, waitUntil ?? later);
    }
    return waitUntil;
  }

  async function settle(open: OpenClaim, { repeatUnknown }: Errand): Promise<number | null> {
    const age = world.now() - open.claimed_at;
    if (age < CALL) return open.claimed_at + CALL;
    const found = await lookUp(open);
    if (found === "taken") await record(open, [{ ids: null, outcome: { outcome: "taken", vendorId: null } }]);
    else if (found === "left") await putBack(open);
    else if (repeatUnknown) await putBack(open);
    else if (age < LOOKED_UP && found === "unknown") return world.now() + PAUSE;
    else await record(open, [{ ids: null, outcome: { outcome: "unknown" } }]);
    return null;
  }

  /** `never`: there is nobody to ask. */
  async function lookUp({ claim, claimed_at, driver: name }: OpenClaim) {
    const driver = drivers.find((one) => one.name === name);
    return driver ? driver.lookUp(claim, claimed_at) : "never";
  }

  async function putBack({ claim, claimed_at, driver }: OpenClaim): Promise<void> {
    world.log.warn("email.put-back", { claim, driver, claimedAt: claimed_at });
    await database.atomically([
      store.settle(claim, { state: "queued", claim: null, claimed_at: null }, null),
    ]);
  }

  /** The first driver that has something left of its day. */
  async function choose(
    tried: ReadonlySet<EmailDriver>,
  ): Promise<{ driver: EmailDriver; quota: Quota | null; room: number } | null> {
    for (const driver of drivers.filter((one) => !tried.has(one))) {
      if (driver.dailyLimit === null) return { driver, quota: null, room: driver.mostRecipients };
      const quota = await quotas.read(driver.name, world.now());
      const room = Math.min(driver.mostRecipients, driver.dailyLimit - quota.used);
      if (room > 0) return { driver, quota, room };
    }
    return null;
  }

  /** Records outcomes; what was not taken goes back to the queue and its share to the driver's day. */
  async function record(
    { claim, driver, claimed_at }: OpenClaim,
    groups: readonly Group[],
    quota: Quota | null = null,
  ): Promise<void> {
    const now = world.now();
    const steps = groups.flatMap(({ ids, outcome }) => {
      if (outcome.outcome === "unknown" && now - claimed_at < CALL) return [];
      const settled = store.settle(claim, changesOf(outcome, claimed_at, now), ids);
      return outcome.outcome === "taken" ? [store.countSent(claim, ids), settled] : [settled];
    });
    const unused = groups.reduce(
      (sum, { ids, outcome }) => sum + (isUnused(outcome) ? (ids?.length ?? 0) : 0),
      0,
    );
    if (quota && unused > 0) steps.push(quotas.giveBack({ driver, day: quota.day }, unused));
    if (steps.length > 0) await database.atomically(steps);
  }

  /** Makes one call with one driver. Null when somebody else was faster, or the errand is no longer wanted. */
  async function call(
    errand: Errand,
    rows: readonly EmailRow[],
    { driver, quota }: { driver: EmailDriver; quota: Quota | null },
  ): Promise<boolean> {
    const mailing = await errand.compose(rows);
    const open = { claim: world.newId(), claimed_at: world.now(), driver: driver.name };
    const ids = rows.map(({ id }) => id);
    const claimed = await database.attempt([
      await errand.guard(rows),
      ...(quota ? quotas.take(quota, rows.length) : []),
      store.claim(ids, open),
    ]);
    if (!claimed) return false;
    try {
      const outcomes = await driver.send({ ...mailing, id: open.claim });
      await record(open, grouped(ids, outcomes), quota);
    } catch (error) {
      // Certainly nobody's was taken: the port promises it.
      if (!isClosed(error)) throw error;
      await record(open, [{ ids, outcome: { outcome: "left" } }], quota);
      throw error;
    }
    return true;
  }

  return {
    /**
     * Makes the errand's next call, with the first driver that takes it.
     * @throws the last driver's problem when none does
     */
    async step(errand: Errand): Promise<Progress> {
      const answerAt = await settleOpen(errand);
      const tried = new Set<EmailDriver>();
      let failure: unknown;
      for (;;) {
        const chosen = await choose(tried);
        if (!chosen) break;
        const rows = await store.queued(errand.scope, chosen.room);
        if (rows.length === 0) break;
        try {
          await call(errand, rows, chosen);
          return { step: "more", calls: tried.size + 1 };
        } catch (error) {
          if (!isClosed(error)) throw error;
          world.log.warn("email.driver-failed", { driver: chosen.driver.name, cause: error });
          tried.add(chosen.driver);
          failure = error;
        }
      }
      if (failure !== undefined) throw failure;
      const left = (await store.queued(errand.scope, 1)).length > 0;
      if (left) return { step: "wait", until: nextKoreanMidnight(world.now()), reason: "quota" };
      return answerAt === null ? { step: "done" } : { step: "wait", until: answerAt, reason: "answer" };
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

/** What was never given to the driver does not count for its day. */
const isUnused = ({ outcome }: Outcome) => outcome === "left";

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

/** What an outcome makes of a row. What an e-mail said may open something, so it is kept for no longer than it takes. */
function changesOf(outcome: Outcome, claimedAt: number, now: number) {
  const over = { data: null, finished_at: now };
  switch (outcome.outcome) {
    case "taken":
      return { ...over, state: "sent", sent_at: claimedAt, vendor_id: outcome.vendorId } as const;
    case "refused":
      return { ...over, state: "failed", failure: outcome.failure } as const;
    case "left":
      return { state: "queued", claim: null, claimed_at: null } as const;
    case "unknown":
      return { state: "unknown", failure: "answer-lost", finished_at: now } as const;
  }
}
