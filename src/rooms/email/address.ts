import * as z from "zod";
import { sha256 } from "../../kit/digest.ts";

/**
 * An address as it is written to: no spaces around it, the host in lower case and, where it has letters beyond ASCII, in
 * Punycode (RFC 5891). What stands before the `@` belongs to the host alone and stays as it was given: dots, tags and
 * capitals may tell two people apart.
 */
export function normaliseAddress(text: string): string {
  const trimmed = text.trim().normalize("NFC");
  const at = trimmed.lastIndexOf("@");
  const host = trimmed.slice(at + 1);
  // What a URL takes for a port, a path or an address of numbers is no host of mail; the schema refuses it as it is.
  if (at < 1 || /[:/?#\\@\s%[\]]/.test(host)) return trimmed;
  try {
    return `${trimmed.slice(0, at)}@${new URL(`http://${host}`).hostname}`;
  } catch {
    return trimmed;
  }
}

/** An e-mail address. Before the `@` only ASCII, which is all that every server takes (RFC 5321; SMTPUTF8 is optional). */
export const address = z
  .string()
  .max(320)
  .transform(normaliseAddress)
  .pipe(z.email().max(254).describe("RFC 5321 allows 254 characters."));

/**
 * By which two addresses are compared: capitals make no difference, because there is no host for whom they do and many
 * people who change them; nothing else is left out. ASCII only, so that no letter turns into another one.
 */
export function foldAddress(email: string): string {
  return email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** SHA-256 of the folded address, hex: finds a person's rows, and still tells the address when the row has forgotten it. */
export function digestOf(email: string): Promise<string> {
  return sha256(foldAddress(email));
}

/** What stands behind the `@`. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}
