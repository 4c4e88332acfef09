import { sha256 } from "../../../kit/digest.ts";
import { toBase64Url } from "../../../kit/encoding.ts";
import type { Language } from "../../../kit/problem.ts";
import type { World } from "../../../kit/world.ts";
import { databaseConflict, databaseGuardFailed } from "../../../platform/database/problems.ts";
import type { Audit } from "../../security/service.ts";
import { digestOf } from "../address.ts";
import { linkInvalid } from "../problems.ts";
import { changed, changesOfConfirmed, createCommit, type Recording, told } from "./changes.ts";
import type { ConsentLinks } from "./links.ts";
import type { ConsentNotices } from "./notices.ts";
import { type PurposeName, purposeNames } from "./purposes.ts";
import type { NewConsent } from "./schema.ts";
import type { ConsentRow, ConsentStore } from "./store.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Milliseconds for which a link to confirm works. */
const CONFIRMABLE = 7 * DAY;
/** How often an address is asked to confirm a purpose: not again within so many milliseconds, and so often a day. */
const PAUSE = 10 * MINUTE;
const A_DAY = 3;
/** Random bytes of a token: more than anyone can guess, so a fast hash protects it. */
const TOKEN = 32;

export interface ConsentParts extends Recording {
  store: ConsentStore;
  links: ConsentLinks;
  notices: ConsentNotices;
  audit: Pick<Audit, "record">;
  world: World;
}

/** What somebody's page shows of a purpose. */
export interface Preference {
  readonly purpose: PurposeName;
  readonly state: "on" | "off" | "asked";
}

/** What a link's owner has. */
export interface Preferences {
  /** Null of somebody who was forgotten. */
  readonly address: string | null;
  readonly items: readonly Preference[];
}

/** Consents to advertising mail, as their owners see them: asked for, confirmed from their mailbox, withdrawn by a link. */
export function createConsentService(parts: ConsentParts) {
  const { store, links, notices, email, audit, outbox, world } = parts;

  const commit = createCommit(parts);

  /** Answers nothing, so that nobody learns from it who gets our mail. */
  async function ask(input: NewConsent, origin: string): Promise<void> {
    const now = world.now();
    const found = await store.findOf(await digestOf(input.email), input.purpose);
    if (found?.state === "confirmed") return;
    if (found && !(await mayAsk(found, now))) return;
    const token = toBase64Url(world.random(TOKEN));
    const changes = {
      ...{ address: input.email, name: input.name ?? null, language: input.language },
      ...{ state: "pending", method: "form", text_version: input.textVersion },
      ...{ token: await sha256(token), requested_at: now, confirmed_at: null },
    };
    const row = found ? changed(found, changes) : { ...(await newRow(input)), ...changes };
    const step = found ? store.update(found, changes) : store.insert(row);
    await commit([step], [await notices.confirmation(row, token, origin)]);
  }

  /** Who asks twice, or for somebody else, does not flood a mailbox. */
  async function mayAsk(row: ConsentRow, now: number): Promise<boolean> {
    const asked = await store.confirmationsSince(row, now - DAY);
    return asked.length < A_DAY && asked.every((at) => at <= now - PAUSE);
  }

  async function newRow({ email: address, purpose }: NewConsent): Promise<Omit<ConsentRow, keyof Asked>> {
    return {
      ...{ id: world.newId(), digest: await digestOf(address), purpose, account_id: null },
      ...{ reconfirmed_at: null, remind_at: null, withdrawn_at: null, withdrawn_by: null },
      ...{ noticed_at: null, version: 1 },
    };
  }

  /** The consent that a mailed token is about, asked for or just confirmed. @throws `email-link-invalid` */
  async function findAsked(token: string): Promise<ConsentRow> {
    const row = await store.findByToken(await sha256(token));
    if (!row || row.address === null || row.requested_at + CONFIRMABLE <= world.now()) throw linkInvalid();
    return row;
  }

  /** Ends some consents of one owner, who is told of it in the same commit. */
  async function end(rows: readonly ConsentRow[], origin: string): Promise<void> {
    const lasting = rows.filter((row) => row.state !== "withdrawn" && row.address !== null);
    if (lasting.length === 0) return;
    const now = world.now();
    const withdrawn = { state: "withdrawn", withdrawn_at: now, withdrawn_by: "person" };
    const ids = lasting.map(({ id }) => id);
    const ends = store.withdraw({ ids }, { by: "person", at: now, noticedAt: now });
    const after = lasting.map((row) => changed(row, withdrawn));
    const entries = lasting.map((row, index) =>
      audit.record(told("anyone", "mail-consent.withdraw", row, after[index]!)),
    );
    await commit(
      [...ends, ...entries],
      [await notices.result(after, { result: "withdrawn", at: now }, origin)],
    );
  }

  /** The owner's consents, by one of them. */
  async function ofOwner(id: string): Promise<ConsentRow[]> {
    const row = await store.find(id);
    return row && row.address !== null ? store.allOf(row.digest) : [];
  }

  return {
    /** Asks the owner of an address to confirm. Whatever becomes of it, the answer is the same. */
    async ask(input: NewConsent, origin: string): Promise<void> {
      email.requireOpen();
      await ask(input, origin).catch(unlessOvertaken);
    },

    /** What a mailed token is about; asking changes nothing. @throws `email-link-invalid` */
    async asked(token: string): Promise<{ purpose: PurposeName; textVersion: string; confirmed: boolean }> {
      const { purpose, text_version, state } = await findAsked(token);
      return { purpose: purpose as PurposeName, textVersion: text_version, confirmed: state === "confirmed" };
    },

    /** Confirms what a mailed token is about; again is harmless. @throws `email-link-invalid` */
    async confirm(token: string, origin: string): Promise<{ purpose: PurposeName; preferences: string }> {
      const row = await findAsked(token);
      const done = {
        purpose: row.purpose as PurposeName,
        preferences: await links.preferencesUrl(row.id, origin),
      };
      if (row.state === "confirmed") return done;
      const now = world.now();
      const changes = changesOfConfirmed(now, now);
      const after = changed(row, changes);
      const entry = audit.record(told("anyone", "mail-consent.confirm", row, after));
      const letter = await notices.result([after], { result: "confirmed", at: now }, origin);
      // Whoever was faster has confirmed it too, or has ended it, which the next look at the link shows.
      await commit([store.update(row, changes), entry], [letter]).catch(unlessOvertaken);
      return done;
    },

    /** What a link to withdraw is about; asking changes nothing. @throws `email-link-invalid` */
    async subscribed(
      token: string,
    ): Promise<{ purpose: PurposeName | null; address: string | null; on: boolean }> {
      const row = await store.find(await links.consentOf(token));
      const on = row !== undefined && row.state !== "withdrawn";
      return { purpose: (row?.purpose as PurposeName) ?? null, address: row?.address ?? null, on };
    },

    /** Withdraws by a link; again is harmless, and so is that of somebody who was forgotten. @throws `email-link-invalid` */
    async withdraw(token: string, origin: string): Promise<void> {
      const row = await store.find(await links.consentOf(token));
      if (row) await end([row], origin);
    },

    /** Everything that a link's owner may get. @throws `email-link-invalid` */
    async preferences(token: string): Promise<Preferences> {
      return toPreferences(await ofOwner(await links.consentOf(token)));
    },

    /**
     * Ends what is not wanted and keeps what is. What is new has to be confirmed from the mailbox, because links are passed on
     * with the mail in which they are. @throws `email-link-invalid`
     */
    async choose(
      token: string,
      wanted: ReadonlySet<PurposeName>,
      given: { textVersion: string; origin: string },
    ): Promise<void> {
      const rows = await ofOwner(await links.consentOf(token));
      const first = rows[0];
      if (!first) return;
      const isWanted = (row: ConsentRow) => wanted.has(row.purpose as PurposeName);
      await end(
        rows.filter((row) => !isWanted(row)),
        given.origin,
      );
      const kept = rows.filter((row) => row.state === "confirmed" && isWanted(row));
      const now = world.now();
      const keeps = kept.map((row) => store.update(row, { reconfirmed_at: now }));
      if (keeps.length > 0) await outbox.commit(keeps, []).catch(unlessOvertaken);
      const on = new Set(kept.map(({ purpose }) => purpose));
      const name = first.name === null ? {} : { name: first.name };
      const language: Language = first.language === "en" ? "en" : "ko";
      for (const purpose of [...wanted].filter((one) => !on.has(one))) {
        const input = { email: first.address!, ...name, language, purpose, textVersion: given.textVersion };
        await ask(input, given.origin).catch(unlessOvertaken);
      }
    },
  };
}

export type ConsentService = ReturnType<typeof createConsentService>;

/** What asking for a consent says of it. */
type Asked = Pick<
  ConsentRow,
  | "address"
  | "name"
  | "language"
  | "state"
  | "method"
  | "text_version"
  | "token"
  | "requested_at"
  | "confirmed_at"
>;

/** Somebody else has just done it, or something that counts more. */
function unlessOvertaken(error: unknown): void {
  if (!databaseGuardFailed.matches(error) && !databaseConflict.matches(error)) throw error;
}

function toPreferences(rows: readonly ConsentRow[]): Preferences {
  const items = purposeNames.map((purpose): Preference => {
    const state = rows.find((row) => row.purpose === purpose)?.state;
    return { purpose, state: state === "confirmed" ? "on" : state === "pending" ? "asked" : "off" };
  });
  return { address: rows[0]?.address ?? null, items };
}
