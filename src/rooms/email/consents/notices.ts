import { uuidOf } from "../../../kit/digest.ts";
import type { Language } from "../../../kit/problem.ts";
import type { Letter } from "../service.ts";
import type { ConsentLetterData, ConsentLetterName } from "./letter-data.ts";
import type { ConsentLinks } from "./links.ts";
import { consentPurposes, type PurposeName } from "./purposes.ts";
import type { ConsentRow } from "./store.ts";

/** What came of a consent, and when (epoch milliseconds). */
export interface Result {
  readonly result: "confirmed" | "withdrawn";
  readonly at: number;
}

/** The letters that the law, and double opt-in, want written to the owner of a consent. */
export function createConsentNotices(links: ConsentLinks) {
  return {
    /** Asks whoever has the mailbox to confirm what somebody asked for. */
    confirmation: (row: ConsentRow, token: string, origin: string) =>
      letterOf("consent-confirm", [row], {
        askedAt: row.requested_at,
        url: links.confirmUrl(token, origin),
      }),

    /** Tells the owner of some consents what came of the last change to them, once for each change (정보통신망법 §50⑦). */
    result: async (rows: readonly ConsentRow[], result: Result, origin?: string) =>
      letterOf("consent-result", rows, {
        ...result,
        url: await links.preferencesUrl(rows[0]!.id, origin),
      }),

    /** Asks whether a consent stays (정보통신망법 §50⑧), once each time that it is due. */
    reminder: async (row: ConsentRow) =>
      letterOf("consent-reminder", [row], {
        givenAt: row.confirmed_at!,
        keepUrl: await links.preferencesUrl(row.id),
        withdrawUrl: await links.unsubscribeUrl(row.id),
      }),
  };
}

export type ConsentNotices = ReturnType<typeof createConsentNotices>;

/** A letter to the owner of consents, about what they are now: of one state of theirs there is one of each kind. */
async function letterOf<Name extends ConsentLetterName>(
  template: Name,
  rows: readonly ConsentRow[],
  data: Omit<ConsentLetterData<Name>, "titles">,
): Promise<Letter> {
  const first = rows[0]!;
  const language: Language = first.language === "en" ? "en" : "ko";
  const cause = rows.map(({ id, version }) => `${id} ${version}`).join(" ");
  const titles = rows.map(({ purpose }) => titleOf(purpose, language));
  return {
    id: await uuidOf(`${template} ${cause}`),
    to: { email: first.address! },
    ...{ template, language, data: { titles, ...data }, consentId: first.id },
  };
}

const titleOf = (purpose: string, language: Language) =>
  Object.hasOwn(consentPurposes, purpose) ? consentPurposes[purpose as PurposeName].title[language] : purpose;
