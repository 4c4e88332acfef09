import { actorOf, type Caller } from "../../../kit/caller.ts";
import type { World } from "../../../kit/world.ts";
import { databaseConflict, databaseGuardFailed } from "../../../platform/database/problems.ts";
import type { Audit } from "../../security/service.ts";
import { digestOf } from "../address.ts";
import { consentDateWrong, consentNotFound } from "../problems.ts";
import { changed, changesOfConfirmed, createCommit, type Recording, told } from "./changes.ts";
import type { ConsentNotices } from "./notices.ts";
import { type Consent, consentState, type PaperConsent } from "./schema.ts";
import type { ConsentFilter, ConsentRow, ConsentStore } from "./store.ts";

export interface StaffParts extends Recording {
  store: ConsentStore;
  notices: ConsentNotices;
  audit: Pick<Audit, "record">;
  world: World;
}

/** Consents as staff see them. What staff change is told to its owner, and to the audit log. */
export function createConsentStaff(parts: StaffParts) {
  const { store, notices, audit, world } = parts;
  const commit = createCommit(parts);

  async function confirm(
    caller: Caller,
    row: ConsentRow,
    before: ConsentRow | null,
    origin: string,
  ): Promise<Consent> {
    const step = before ? store.update(before, row) : store.insert(row);
    const entry = audit.record(told(actorOf(caller), "mail-consent.record", before, row));
    const letter = await notices.result([row], { result: "confirmed", at: row.confirmed_at! }, origin);
    await commit([step, entry], [letter]);
    return toConsent(row);
  }

  return {
    /**
     * Records a consent that was given on paper; one that stands is left as it is.
     * @throws `email-consent-date` for a paper of the future, or one that is older than the last withdrawal
     */
    async record(caller: Caller, paper: PaperConsent, origin: string): Promise<Consent> {
      const now = world.now();
      const digest = await digestOf(paper.email);
      const found = await store.findOf(digest, paper.purpose);
      if (found?.state === "confirmed") return toConsent(found);
      requireDate(paper.givenAt, now, found?.withdrawn_at ?? null);
      const given = {
        ...{ address: paper.email, name: paper.name ?? null, language: paper.language },
        ...{ method: "staff", text_version: paper.textVersion, token: null, requested_at: now },
        ...changesOfConfirmed(paper.givenAt, now),
      };
      const fresh = { id: world.newId(), digest, purpose: paper.purpose, account_id: null, version: 1 };
      const row = found ? changed(found, given) : { ...fresh, ...given };
      try {
        return await confirm(caller, row, found ?? null, origin);
      } catch (error) {
        // Somebody has just recorded it, or its owner has confirmed it.
        if (!databaseConflict.matches(error) && !databaseGuardFailed.matches(error)) throw error;
        const newest = await store.findOf(digest, paper.purpose);
        if (newest?.state !== "confirmed") throw error;
        return toConsent(newest);
      }
    },

    /** Withdraws for somebody who has asked for it; again is harmless. @throws `email-consent-not-found` */
    async withdraw(caller: Caller, id: string, origin: string): Promise<Consent> {
      const row = await store.find(id);
      if (!row || row.address === null) throw consentNotFound();
      if (row.state === "withdrawn") return toConsent(row);
      const now = world.now();
      const ends = store.withdraw({ ids: [id] }, { by: "staff", at: now, noticedAt: now });
      const after = changed(row, {
        ...{ state: "withdrawn", withdrawn_at: now, withdrawn_by: "staff" },
        ...{ token: null, remind_at: null, noticed_at: now },
      });
      const entry = audit.record(told(actorOf(caller), "mail-consent.withdraw", row, after));
      const letter = await notices.result([after], { result: "withdrawn", at: now }, origin);
      await commit([...ends, entry], [letter]);
      return toConsent((await store.find(id)) ?? after);
    },

    /** Newest first. */
    async list(filter: ConsentFilter, limit: number, after: string | null): Promise<Consent[]> {
      return (await store.list(filter, limit, after)).map(toConsent);
    },

    /** What an address has agreed to. */
    async search(email: string): Promise<Consent[]> {
      const rows = await store.allOf(await digestOf(email));
      return rows.filter(({ address }) => address !== null).map(toConsent);
    },

    /** As `list`, for a file that leaves the house: the audit log is told how many. */
    async export(
      caller: Caller,
      filter: ConsentFilter,
      limit: number,
      after: string | null,
    ): Promise<Consent[]> {
      const rows = await store.list(filter, limit, after);
      const entry = audit.record({
        ...{ actor: actorOf(caller), action: "mail-consent.export" },
        subject: { kind: "mail-consent", id: filter.purpose ?? "all" },
        ...{ before: null, after: { count: rows.length } },
      });
      await commit([entry], []);
      return rows.map(toConsent);
    },
  };
}

export type ConsentStaff = ReturnType<typeof createConsentStaff>;

/** An old paper does not undo what its owner has said since. */
function requireDate(givenAt: number, now: number, withdrawnAt: number | null): void {
  const refuse = (detail: { ko: string; en: string }) => {
    throw consentDateWrong({ detail, errors: [{ pointer: "/body/givenAt", detail }] });
  };
  if (givenAt > now) refuse({ ko: "아직 오지 않은 날입니다.", en: "It lies in the future." });
  if (withdrawnAt !== null && givenAt <= withdrawnAt)
    refuse({
      ko: "그 뒤에 본인이 수신을 거부했습니다. 거부한 뒤에 받은 동의만 등록할 수 있습니다.",
      en: "Its owner has withdrawn since. Only a consent that was given after that counts.",
    });
}

function toConsent(row: ConsentRow): Consent {
  return {
    ...{ id: row.id, email: row.address ?? "", name: row.name, purpose: row.purpose, language: row.language },
    ...{ state: consentState.parse(row.state), method: row.method, textVersion: row.text_version },
    ...{ requestedAt: row.requested_at, confirmedAt: row.confirmed_at, reconfirmedAt: row.reconfirmed_at },
    ...{ remindAt: row.remind_at, withdrawnAt: row.withdrawn_at, withdrawnBy: row.withdrawn_by },
    noticedAt: row.noticed_at,
  };
}
