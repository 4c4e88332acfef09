/** What a shape found in a text becomes. */
type Masker = (found: string) => string;

/** Hyphens of every kind, dots and spaces, as people write them between groups of digits. */
const gap = String.raw`[-\u2010-\u2015\u2212.\s]`;
const local = String.raw`[\p{L}\p{N}._+'~-]`;

/**
 * What tells who somebody is, or opens something, wherever it stands in a text. At one place the first that fits
 * counts: what stands before an @ belongs to it whole, and an id's digits are no telephone.
 */
const shapes: Record<string, { source: string; mask: Masker }> = {
  email: {
    source: String.raw`(?<!${local})${local}+(?:@|%40|\uff20)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}`,
    mask: maskEmail,
  },
  id: { source: "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", mask: (found) => found },
  secret: {
    source: String.raw`tov_[\w-]{16,}|v1\.[a-z0-9-]+\.[\w-]{38,}|Bearer\s+\S{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*`,
    mask: () => "***",
  },
  // Six digits of a date and seven more (주민등록법 시행규칙 제2조); the last are no check digit since October 2020.
  resident: {
    source: String.raw`(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?${gap}?\s?\d{7}(?!\d)`,
    mask: maskResidentNumber,
  },
  card: {
    source: String.raw`(?<!\d)(?:\d{14,19}|(?:\d{4}${gap}){3}\d{2,7}|\d{4}${gap}\d{6}${gap}\d{4,5})(?!\d)`,
    mask: (found) => (isCard(found) ? maskCard(found) : found),
  },
  // Korean numbers, mobile and fixed, at home and from abroad (전기통신번호관리세칙).
  phone: {
    source: String.raw`(?<!\d)(?:\+?82${gap}?\(?0?\)?|0)(?:1[016789]|2|[3-6]\d|70|80|50\d)\)?\s?${gap}?\d{3,4}${gap}?\d{4}(?!\d)`,
    mask: maskPhone,
  },
};

const names = Object.keys(shapes);
const anyShape = new RegExp(names.map((name) => `(?<${name}>${shapes[name]?.source})`).join("|"), "giu");

/** A text with what is personal or secret in it masked, told by its shape; everything else as it was. */
export function maskText(text: string): string {
  return text.replace(anyShape, (found, ...given) => {
    const groups = given.at(-1) as Record<string, string | undefined>;
    const name = names.find((one) => groups[one] !== undefined) ?? "";
    return shapes[name]?.mask(found) ?? found;
  });
}

/** `k***@tov.or.kr` */
export function maskEmail(address: string): string {
  const [local = "", ...rest] = address.split(/@|%40|\uff20/);
  return rest.length === 0 ? maskWhole(address) : `${firstOf(local)}***@${rest.at(-1)}`;
}

const gaps = String.raw`[-\u2010-\u2015\u2212.()\s]*`;
const onePhone = new RegExp(`^(\\+?\\d{0,3}?${gaps}\\d{0,3}?${gaps})(\\d{3,4})(${gaps})(\\d{4})$`);
const oneCard = new RegExp(`^(?:\\d${gaps}){8,15}\\d{4}$`);

/** `010-****-5678`; what is no single number is hidden whole. */
export function maskPhone(number: string): string {
  const [, head, middle, between, tail] = onePhone.exec(number.trim()) ?? [];
  return middle === undefined ? "***" : `${head}${"*".repeat(middle.length)}${between}${tail}`;
}

/** `90****-*******`: the year, as of a date of birth. */
export function maskResidentNumber(number: string): string {
  return /^\d{2}/.test(number) ? `${number.slice(0, 2)}****-*******` : "***";
}

/** `****-****-****-1234`, as receipts have it. */
export function maskCard(number: string): string {
  if (!oneCard.test(number)) return "***";
  return number.slice(0, -4).replace(/\d/g, "*") + number.slice(-4);
}

/** `김**`, whatever the length. */
export function maskWhole(text: string): string {
  return `${firstOf(text)}**`;
}

function firstOf(text: string): string {
  return [...text.trim()][0] ?? "";
}

/** Groups tell a card; a bare run of digits has to pass the check digit as well (ISO/IEC 7812-1, annex B). */
function isCard(text: string): boolean {
  if (/\D/.test(text)) return true;
  const sum = [...text].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
