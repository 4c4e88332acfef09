import { bytesOf } from "../../../../kit/encoding.ts";
import { foldAddress } from "../../address.ts";
import type { Mailing, Outcome, Recipient } from "../../driver.ts";
import type { Mailbox } from "../../schema.ts";
import { escapeHtml } from "../../slots.ts";
import { joined, type Piece, sizeOf } from "./body.ts";
import type { Attachment, EmailAddress, MailSend, Personalization } from "./wire.ts";

/** "The total size of your email, including attachments, must be less than 30MB": bytes of the request. */
const MOST_BYTES = 30_000_000;
/** "Substitutions are limited to 10000 bytes per personalization block." */
const MOST_SUBSTITUTED = 10_000;

/** A request, and who is in it. */
export interface MailRequest {
  /** JSON of a `MailSend`; null when nobody is left. */
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** What is known of each recipient of the mailing without asking; null for those who are in the request, in its order. */
  readonly outcomes: readonly (Outcome | null)[];
}

/** Writes a mailing as a request, without those recipients whom SendGrid would refuse, and the others with them. */
export function toRequest(mailing: Mailing, from: Mailbox): MailRequest {
  const failure = failureOf(mailing);
  if (failure) return { body: null, outcomes: mailing.recipients.map(() => refused(failure)) };
  const rest = toRest(mailing, from);
  const choose = createChoice([BEGIN, END, ...rest].reduce((size, piece) => size + sizeOf(piece), 0));
  const personalizations: string[] = [];
  const outcomes = mailing.recipients.map((recipient) => {
    const one = toPersonalization(recipient, mailing);
    const written = JSON.stringify(one);
    const outcome = choose(recipient, one, written);
    if (outcome === null) personalizations.push(written);
    return outcome;
  });
  if (personalizations.length === 0) return { body: null, outcomes };
  return { body: joined([BEGIN, personalizations.join(","), END, ...rest]), outcomes };
}

/** Before and behind the personalizations. */
const BEGIN = '{"personalizations":[';
const END = "],";

const refused = (failure: string): Outcome => ({ outcome: "refused", failure });

/** What SendGrid would say of every recipient. */
function failureOf({ content: { subject, text, html }, attachments }: Mailing): string | null {
  if (subject === "" || (text === "" && html === "")) return "content-empty";
  return attachments.some(({ bytes }) => bytes.length === 0) ? "attachment-empty" : null;
}

/** The JSON of everything but the recipients, without its opening brace. */
function toRest(mailing: Mailing, from: Mailbox): Piece[] {
  const { id, template, content, attachments, tracked } = mailing;
  const rest: Omit<MailSend, "personalizations" | "attachments"> = {
    from: toAddress(from),
    subject: content.subject,
    content: [
      { type: "text/plain" as const, value: content.text },
      { type: "text/html" as const, value: content.html },
    ].filter(({ value }) => value !== ""),
    categories: [template],
    custom_args: { tov_claim: id },
    // What an account has switched on by default would rewrite links, and add some of SendGrid's own.
    tracking_settings: {
      click_tracking: { enable: tracked, enable_text: false },
      open_tracking: { enable: tracked },
      subscription_tracking: { enable: false },
      ganalytics: { enable: false },
    },
  };
  const written = JSON.stringify(rest).slice(1);
  if (attachments.length === 0) return [written];
  const files = attachments.flatMap((one, at) => [at === 0 ? "" : ",", ...toAttachment(one)]);
  return ['"attachments":[', ...files, "],", written];
}

function toPersonalization(recipient: Recipient, { slots }: Pick<Mailing, "slots">): Personalization {
  const { id, to, headers, values } = recipient;
  const substitutions = slots.flatMap(({ name, inText, inHtml }) => [
    [inText, values[name] ?? ""],
    [inHtml, escapeHtml(values[name] ?? "")],
  ]);
  return {
    to: [toAddress(to)],
    custom_args: { tov_email: id },
    ...(Object.keys(headers).length > 0 && { headers: { ...headers } }),
    ...(slots.length > 0 && { substitutions: Object.fromEntries(substitutions) }),
  };
}

/** Says of one recipient after the other whether there is a place in the request, or why not. */
function createChoice(bytesOfFrame: number) {
  const seen = new Set<string>();
  let bytes = bytesOfFrame;
  return ({ to }: Recipient, { substitutions = {} }: Personalization, written: string): Outcome | null => {
    if (bytesOf(JSON.stringify(substitutions)).length > MOST_SUBSTITUTED) return refused("values-too-long");
    // "Do not nest substitution tags in substitutions as they will fail and your substitution will not take place."
    if (isNested(substitutions)) return refused("values-unusable");
    // An address in two envelopes may be refused, and all others with it; the next call takes it.
    const address = foldAddress(to.email);
    if (seen.has(address)) return { outcome: "left" };
    const size = bytesOf(written).length + 1;
    if (bytes + size >= MOST_BYTES) return seen.size === 0 ? refused("mail-too-large") : { outcome: "left" };
    bytes += size;
    seen.add(address);
    return null;
  };
}

function isNested(substitutions: Readonly<Record<string, string>>): boolean {
  const tags = Object.keys(substitutions);
  return Object.values(substitutions).some((value) => tags.some((tag) => value.includes(tag)));
}

/** SendGrid takes neither `;` nor `,` in a name. */
function toAddress({ email, name = "" }: Mailbox): EmailAddress {
  const clean = name.replace(/[;,]+/g, " ").trim();
  return clean === "" ? { email } : { email, name: clean };
}

/** "The attachment type cannot contain ';', or CRLF characters." */
function toAttachment({ name, type, bytes }: Mailing["attachments"][number]): Piece[] {
  const about: Omit<Attachment, "content"> = {
    filename: name.replace(/\p{Cc}+/gu, " ").trim() || "attachment",
    type: /^[^;\s]+/.exec(type)?.[0] ?? "application/octet-stream",
    disposition: "attachment",
  };
  return ['{"content":"', bytes, `",${JSON.stringify(about).slice(1)}`];
}
