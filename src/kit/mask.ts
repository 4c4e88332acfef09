import { maskCard, maskEmail, maskPhone, maskResidentNumber, maskText, maskWhole } from "./mask-text.ts";

/** What a field's name says of its value: how it is masked, or null for a secret, which is left out. */
type Rule = ((text: string) => string) | null;

const secret =
  /(?:keys?|tokens?|secrets?|hash(?:es|ed)?|passw\w*|passcode|passphrase|credentials?|authorization|cookies?)\b|\b(?:sealed|seed|salt|otp|pin|cvc|cvv|auth|signature)\b|비밀|암호/;

/** The first that fits the words of a name counts. What fits none is looked at by shape alone. */
const rules: readonly [words: RegExp, rule: Rule][] = [
  [/\b(?:rrn|residents?|national|passport|주민\S*|외국인등록\S*|여권\S*)\b/, maskResidentNumber],
  // Of anything, these tell no more than that it is there.
  [/\b(?:ids?|at|scopes?|states?|status|types?|kinds?|version|count)$/, maskText],
  [secret, null],
  [/\be ?mails?\b|\bmail\b|메일/, maskEmail],
  [/\b(?:tel|telephone|phone|mobile|cell|fax|전화\S*|휴대\S*|연락처)\b/, maskPhone],
  [/\bcard\b|카드/, maskCard],
  [/\b(?:birth|birthday|birthdate|dob)\b|생년|생일/, maskBirth],
  [/\b(?:account|iban|bank)\b|계좌/, maskAccount],
  [/\b(?:address|street|postcode|postal|zip|ip)\b|주소|우편번호/, maskAddress],
  [/name\b|\b(?:recipient|donor|depositor|person|author)\b|이름|성명|성함|예금주/, maskWhole],
];

/**
 * What may be kept of a value in a log that nobody can change: names, addresses, numbers of people are masked so far that
 * one who knows them recognises them, by the names of fields and in any text by shape; secrets are left out. Deep.
 */
export function mask(value: unknown): unknown {
  return masked(value, maskText);
}

function masked(value: unknown, rule: (text: string) => string): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return rule(value);
  if (typeof value === "number") return rule === maskText ? value : rule(String(value));
  if (ArrayBuffer.isView(value)) return "***";
  if (Array.isArray(value)) return value.map((item) => masked(item, rule));
  return typeof value === "object" ? maskFields(value, rule) : undefined;
}

/** A field whose name says nothing is of the kind of what it is part of: `name: { first, last }`. */
function maskFields(fields: object, outer: (text: string) => string): Record<string, unknown> {
  const kept = Object.entries(fields).flatMap(([name, value]) => {
    const rule = ruleOf(name);
    return rule === null ? [] : [[maskText(name), masked(value, rule ?? outer)]];
  });
  return Object.fromEntries(kept);
}

function ruleOf(name: string): Rule | undefined {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .toLowerCase();
  return rules.find(([pattern]) => pattern.test(words))?.[1];
}

/** `1990-**-**` */
function maskBirth(date: string): string {
  return /^(?:19|20)\d\d/.test(date) ? `${date.slice(0, 4)}-**-**` : "***";
}

/** Its last three digits. */
function maskAccount(number: string): string {
  const digits = number.replace(/\D/g, "");
  return digits.length < 8 ? "***" : `***${digits.slice(-3)}`;
}

/** Its city or province, where it begins with one. */
function maskAddress(address: string): string {
  const [region] =
    /^(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충[남북청]|전[남북라]|경[남북상]|제주)/.exec(
      address,
    ) ?? [];
  return region ? `${region} ***` : maskWhole(address);
}
