import * as z from "zod";
import { sha256 } from "../../kit/digest.ts";
import type { Text } from "../../kit/problem.ts";

/**
 * An address as it is written to: no spaces around it, the host in lower case and, where it has letters beyond ASCII, in
 * Punycode (RFC 5891). What stands before the `@` belongs to the host alone and stays as it was given: dots, tags and
 * capitals may tell two people apart. What is no address stays as it is, but for the spaces.
 */
export function normaliseAddress(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  const host = toHost(trimmed.slice(at + 1));
  return at < 0 || host === null ? trimmed : `${trimmed.slice(0, at)}@${host}`;
}

/**
 * A host that mail goes to: labels of letters, digits and hyphens (RFC 1123, section 2.1), the last of which is no number. That
 * leaves out ports, the literals of RFC 5321 (section 4.1.3), a dot at the end, and whatever URLs take for an IPv4 address.
 */
const hostPattern =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/;

/** A host in lower case and ASCII; null for what is none. */
function toHost(text: string): string | null {
  const host = /^[a-z0-9.-]+$/i.test(text) ? text.toLowerCase() : toPunycode(text);
  return host !== null && hostPattern.test(host) ? host : null;
}

/**
 * UTS 46 also turns look-alikes into ASCII (the Kelvin sign, full-width letters, a circled digit) and drops what cannot be seen. A
 * label that becomes ASCII by it was not what it looked like, and is refused; one that becomes Punycode is a name of its own.
 */
function toPunycode(text: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return null;
  const host = URL.parse(`http://${text}`)?.hostname;
  const labels = text.split(".");
  const found = host?.split(".") ?? [];
  const honest = (label: string, index: number) =>
    /^[a-z0-9-]+$/i.test(label) ? found[index] === label.toLowerCase() : found[index]?.startsWith("xn--");
  return host && found.length === labels.length && labels.every(honest) ? host : null;
}

/**
 * What stands before the `@`: the letters, digits and signs that every check of vendors lets through, without quotes. RFC 5321
 * (section 4.1.2) knows more, and its other signs once told servers where to pass a mail on to.
 */
const localPattern = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]$/;

/** What is wrong with an address. */
export const addressFaults = {
  "not-an-address": {
    ko: "메일 주소가 아닙니다. hong@example.org 처럼 적어 주세요.",
    en: "It is no e-mail address, such as hong@example.org.",
  },
  "foreign-local-part": {
    ko: "@ 앞에는 영문자와 숫자만 쓸 수 있습니다. 한글 등 다른 글자가 있는 주소로는 보낼 수 없습니다.",
    en: "Before the @ it may have letters of ASCII alone; many servers take no others.",
  },
  "not-a-host": {
    ko: "@ 뒤가 메일을 받는 도메인이 아닙니다. example.org 나 한국.kr 처럼 적어 주세요.",
    en: "Behind the @ there is no domain that takes mail, such as example.org or 한국.kr.",
  },
  "too-long": { ko: "너무 깁니다.", en: "It is too long." },
} satisfies Record<string, Text>;
export type AddressFault = keyof typeof addressFaults;

/** What is wrong with an address that has been normalised; null when mail can go there. Lengths are those of RFC 5321. */
export function addressFault(email: string): AddressFault | null {
  const at = email.lastIndexOf("@");
  if (at < 1) return "not-an-address";
  const [local, host] = [email.slice(0, at), email.slice(at + 1)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
  if (!/^[\x00-\x7f]*$/.test(local)) return "foreign-local-part";
  if (!localPattern.test(local)) return "not-an-address";
  if (toHost(host) !== host) return "not-a-host";
  // Sections 4.5.3.1.1 and 4.5.3.1.3, the latter without its angle brackets.
  return local.length > 64 || email.length > 254 ? "too-long" : null;
}

/** An e-mail address, normalised. Before the `@` only ASCII, which is all that every server takes (SMTPUTF8, RFC 6531, is optional). */
export const address = z
  .string()
  .max(320)
  .transform((text, context): string => {
    const email = normaliseAddress(text);
    const fault = addressFault(email);
    if (fault === null) return email;
    context.addIssue({ code: "custom", params: { text: addressFaults[fault] } });
    return z.NEVER;
  })
  .pipe(z.string());

/**
 * By which two addresses are compared: capitals make no difference, because there is no host for whom they do and many
 * people who change them; nothing else is left out. ASCII only, so that no letter turns into another one.
 */
export function foldAddress(email: string): string {
  return email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * SHA-256 of the address, normalised and folded, hex: finds a person's rows, and still tells the address when the row has
 * forgotten it.
 */
export function digestOf(email: string): Promise<string> {
  return sha256(foldAddress(normaliseAddress(email)));
}

/** What stands behind the `@`. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}
