import { bytesOf } from "../../kit/encoding.ts";

/** Somebody as a header names them: an address of ASCII, and perhaps what they are called. */
export interface MimeAddress {
  readonly email: string;
  readonly name?: string | undefined;
}

/** Characters of a line after which it is folded (RFC 5322, section 2.1.1: 78). */
const widest = 76;
/** Bytes of text in one encoded word: short enough to stand on the first line of `Subject`. */
const wordBytes = 39;

/** A header of unstructured text, on as many lines as it takes (RFC 5322, section 2.2.3). */
export function textHeader(name: string, text: string): string {
  return headerOf(name, wordsOf(text));
}

/** A header that names somebody. */
export function addressHeader(name: string, { email, name: called }: MimeAddress): string {
  return headerOf(name, [...(called ? phraseOf(called) : []), `<${cleared(email)}>`]);
}

/** A header of a value and parameters, such as `attachment; filename=…`; the values beyond ASCII as in RFC 2231. */
export function parameterHeader(
  name: string,
  value: string,
  parameters: Record<string, string> = {},
): string {
  const given = Object.entries(parameters).flatMap(([key, text]) => parameterOf(key, text));
  return headerOf(
    name,
    [value, ...given].map((part, at, { length }) => (at < length - 1 ? `${part};` : part)),
  );
}

/** @throws when the name is none: a header that has to be there is not to be left out */
function headerOf(name: string, parts: readonly string[]): string {
  if (!/^[\w-]+$/.test(name)) throw new Error("A header's name is letters, digits and hyphens.");
  const lines = [`${name}:`];
  for (const part of parts) {
    const last = lines.at(-1)!;
    const fits = last.length + part.length < widest || (lines.length === 1 && last === `${name}:`);
    if (fits) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(` ${part}`);
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** One line, and nothing that a header could end with. */
const cleared = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").toWellFormed();

/** Words of ASCII as they are; encoded words (RFC 2047), where one space or a folded line would change the text. */
function wordsOf(text: string): string[] {
  const line = cleared(text);
  const plain = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(line) && !line.includes("=?");
  const words = line.split(" ");
  return plain && words.every((word) => word.length <= 900) ? words : encodedWords(line);
}

function phraseOf(text: string): string[] {
  const line = cleared(text);
  if (/^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/.test(line) && !line.includes("=?"))
    return line.split(" ");
  const isShort = /^[\x20-\x7e]{1,60}$/.test(line) && !line.includes("=?") && line.trim() === line;
  return isShort ? [`"${line.replace(/["\\]/g, "\\$&")}"`] : encodedWords(line);
}

/** Encoded words of whole characters; what reads them leaves out the spaces between (RFC 2047, section 6.2). */
function encodedWords(text: string): string[] {
  const words: string[] = [];
  let bytes: number[] = [];
  for (const character of text) {
    const more = bytesOf(character);
    if (bytes.length + more.length > wordBytes) {
      words.push(encodedWord(bytes));
      bytes = [];
    }
    bytes.push(...more);
  }
  if (bytes.length > 0) words.push(encodedWord(bytes));
  return words;
}

const encodedWord = (bytes: readonly number[]) => `=?UTF-8?B?${btoa(String.fromCharCode(...bytes))}?=`;

/** In sections, where it is long (RFC 2231, sections 3 and 4). */
function parameterOf(key: string, text: string): string[] {
  const line = cleared(text);
  if (/^[\w .=+-]{1,50}$/.test(line)) return [`${key}="${line}"`];
  const encoded = encodeURIComponent(line).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const sections = encoded.match(/(?:%[\dA-F]{2}|[^%]){1,18}/g) ?? [""];
  if (sections.length === 1) return [`${key}*=utf-8''${sections[0]}`];
  return sections.map((section, at) => `${key}*${at}*=${at === 0 ? "utf-8''" : ""}${section}`);
}
