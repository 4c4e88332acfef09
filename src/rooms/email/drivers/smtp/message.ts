import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import { domainOf } from "../../address.ts";
import type { Attachment, Mailing, Recipient } from "../../driver.ts";
import type { Mailbox } from "../../schema.ts";
import { fillSlots } from "../../slots.ts";

/** Bytes of an attachment that are encoded at a time. */
const PIECE = 48 * 1024;

/** One message for one recipient, ready to be handed in. */
export interface Message {
  readonly from: string;
  readonly to: string;
  /** Its Message-ID (RFC 5322, section 3.6.4), without the angle brackets. */
  readonly id: string;
  /** The message; read once. */
  readonly content: Readable;
}

/**
 * Writes a recipient's message (RFC 5322, MIME): its own values in their slots, nobody else's address, lines of at most 998
 * bytes, words beyond ASCII encoded (RFC 2047 in headers, RFC 2231 in names of attachments).
 */
export function composeMessage(
  mailing: Mailing,
  recipient: Recipient,
  { from, date }: { from: Mailbox; date: Date },
): Message {
  const { subject, html, text } = fillSlots(mailing, recipient);
  const id = `${recipient.id}@${domainOf(from.email)}`;
  const composer = new MailComposer({
    ...{ subject, html, text, date },
    ...{ from: toAddress(from), to: toAddress(recipient.to), messageId: `<${id}>` },
    headers: { ...recipient.headers },
    attachments: mailing.attachments.map(toPart),
    // What staff write must not make the Worker fetch something.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const content = composer.compile().createReadStream();
  return { from: from.email, to: recipient.to.email, id, content };
}

/** Whether the protocol can carry an address: printable ASCII, and nothing that could end it early (RFC 5321, section 4.1.2). */
export function isSendable(email: string): boolean {
  return /^[^\s<>]+$/.test(email) && /^[\x21-\x7e]+$/.test(email);
}

const toAddress = ({ email, name = "" }: Mailbox) => ({ address: email, name });

function toPart({ name, type, bytes }: Attachment) {
  return { filename: name, contentType: type, content: Readable.from(pieces(bytes)) };
}

/** So that the encoded form of a large attachment never stands in memory as a whole. */
function* pieces(bytes: Uint8Array<ArrayBuffer>): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE)
    yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(PIECE, bytes.length - at));
}
