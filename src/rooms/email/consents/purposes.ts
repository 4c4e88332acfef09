import * as z from "zod";
import type { Language, Text } from "../../../kit/problem.ts";

/** What mail somebody may agree to, each by itself: consent to one is none to another (개인정보 보호법 제22조). */
export interface ConsentPurpose {
  readonly title: Text;
  /** What comes, and how often, in a sentence. */
  readonly about: Text;
}

export const consentPurposes = {
  newsletter: {
    title: { ko: "소식지", en: "Newsletter" },
    about: {
      ko: "활동 소식과 새 자료를 한 달에 한두 번 보내 드립니다.",
      en: "What we did and what is new, once or twice a month.",
    },
  },
  fundraising: {
    title: { ko: "후원·모금 안내", en: "Fundraising" },
    about: {
      ko: "모금 캠페인과 후원 방법을 알려 드립니다.",
      en: "Campaigns, and ways to support us.",
    },
  },
  events: {
    title: { ko: "행사·교육 안내", en: "Events and courses" },
    about: {
      ko: "행사와 교육, 자원봉사 모집을 알려 드립니다.",
      en: "Events, courses and calls for volunteers.",
    },
  },
} as const satisfies Record<string, ConsentPurpose>;

export type PurposeName = keyof typeof consentPurposes;
export const purposeNames = Object.keys(consentPurposes) as PurposeName[];

export const purposeName = z
  .enum(purposeNames)
  .meta({ id: "ConsentPurposeName", description: "What mail somebody agrees to get." });

/** The wording that forms show now. A change of words is a new version; the old ones stay, for the consents given to them. */
export const currentText = "2026-11";

type Wording = (purpose: ConsentPurpose) => Text;

const wordings: Readonly<Record<string, Wording>> = {
  // What 개인정보 보호법 제15조제2항 wants told: purpose, items, period, and that one may refuse.
  "2026-11": ({ title, about }) => ({
    ko: `이메일로 ‘${title.ko}’(광고성 정보 포함)를 받는 데 동의합니다. ${about.ko} 이를 위해 이메일 주소와 이름(적으신 경우)을 동의를 철회하실 때까지 보관합니다. 동의하지 않아도 다른 서비스를 이용하는 데 불이익이 없으며, 메일마다 있는 링크로 언제든지 무료로 철회할 수 있습니다.`,
    en: `I agree to get “${title.en}”, which may contain advertising, by e-mail. ${about.en} For this my e-mail address, and my name if I give it, are kept until I withdraw. Nothing else depends on it, and a link in every e-mail lets me withdraw at any time, free of charge.`,
  }),
};

/** Whether there is, or was, such a wording. */
export function isTextVersion(version: string): boolean {
  return Object.hasOwn(wordings, version);
}

/** What somebody agreed to, word for word; null for a version of another release. */
export function textOf(purpose: PurposeName, version: string, language: Language): string | null {
  return wordings[version]?.(consentPurposes[purpose])[language] ?? null;
}
