import { koreanClock } from "../../../kit/kst.ts";
import type { World } from "../../../kit/world.ts";
import { createCommit, REMINDED, type Recording } from "./changes.ts";
import type { ConsentNotices } from "./notices.ts";
import type { ConsentRow, ConsentStore } from "./store.ts";

/** Letters that one run records: some hundred rows are three queries, and each is delivered by itself. */
const RUN = 300;
/** The hours of a Korean day between which people are reminded, though the law has no night for e-mail. */
const MORNING = 9;
const EVENING = 20;
/** Milliseconds for which an address is kept that never confirmed, or that has withdrawn: longer than its owner has to be told. */
const KEPT = 30 * 24 * 60 * 60_000;

export interface DutiesParts extends Recording {
  store: ConsentStore;
  notices: ConsentNotices;
  world: World;
}

/** What is owed to the owners of consents as time goes by. */
export function createConsentDuties(parts: DutiesParts) {
  const { store, notices, world } = parts;
  const commit = createCommit(parts);

  const resultOf = (row: ConsentRow) =>
    row.state === "confirmed"
      ? notices.result([row], { result: "confirmed", at: row.confirmed_at! })
      : notices.result([row], { result: "withdrawn", at: row.withdrawn_at! });

  return {
    /** Tells those of whose consent something came that nobody has told them yet, as after a vendor's event. */
    async tell(): Promise<{ told: number }> {
      const rows = await store.unnoticed(RUN);
      if (rows.length === 0) return { told: 0 };
      const letters = await Promise.all(rows.map(resultOf));
      await commit([store.markNoticed(rows, world.now())], letters);
      return { told: rows.length };
    },

    /**
     * Asks those who agreed two years ago, or were asked two years ago, whether it stays. Who says nothing keeps it: the law
     * wants them asked (정보통신망법 §50⑧, 시행령 §62의3), not that they agree anew.
     */
    async remind(): Promise<{ reminded: number }> {
      const now = world.now();
      const hour = new Date(koreanClock(now)).getUTCHours();
      if (hour < MORNING || hour >= EVENING) return { reminded: 0 };
      const rows = await store.dueAt(now, RUN);
      if (rows.length === 0) return { reminded: 0 };
      const letters = await Promise.all(rows.map(notices.reminder));
      await commit([store.markReminded(rows, now + REMINDED)], letters);
      return { reminded: rows.length };
    },

    /** Forgets addresses that never confirmed, or that have withdrawn. */
    forgetOld: async () => ({ forgotten: await store.forgetBefore(world.now() - KEPT) }),
  };
}

export type ConsentDuties = ReturnType<typeof createConsentDuties>;
