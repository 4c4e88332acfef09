import { writeMessage } from "../../../../protocols/mime/message.ts";
import type { Submission } from "../../../../protocols/smtp/session.ts";
import { domainOf } from "../../address.ts";
import type { Mailing, Recipient } from "../../driver.ts";
import type { Mailbox } from "../../schema.ts";
import { fillSlots } from "../../slots.ts";

/** One message for one recipient, ready to be handed in. */
export interface Message extends Submission {
  /** Its Message-ID, without the angle brackets. */
  readonly id: string;
}

/** Writes a recipient's message: with what is its own in the slots, and with nobody else's address. */
export function composeMessage(
  mailing: Mailing,
  recipient: Recipient,
  { from, date }: { from: Mailbox; date: Date },
): Message {
  const { to, headers } = recipient;
  const id = `${recipient.id}@${domainOf(from.email)}`;
  const { attachments } = mailing;
  const content = writeMessage({
    from,
    to,
    id,
    date,
    headers,
    attachments,
    ...fillSlots(mailing, recipient),
  });
  return { from: from.email, to: to.email, id, content };
}

/** Whether the protocol can carry an address: printable ASCII, and nothing that could end it early (RFC 5321, section 4.1.2). */
export function isSendable(email: string): boolean {
  return /^[\x21-\x3b=\x3f-\x7e]+$/.test(email);
}
