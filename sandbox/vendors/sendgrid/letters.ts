import type { Desk } from "../../account.ts";
import { letterOf, type Mail, mailboxesOf, recipientsOf } from "./mail.ts";
import { messageId } from "./messages.ts";

/** Letters of one call that the inbox shows one by one. */
const mostShown = 20;

/**
 * Puts a mail into the inbox: a letter for each of its first envelopes, as the recipients read it, and a large one as a
 * batch beside them. `id` is its X-Message-Id.
 */
export function showLetters(desk: Desk, sent: Mail, id: string): void {
  const mail = withShortAttachments(sent);
  const { personalizations } = mail;
  const bytes = JSON.stringify(mail).length / personalizations.length;
  let recipients = 0;
  for (const one of personalizations.slice(0, mostShown)) {
    const { subject: title, ...letter } = letterOf(mail, one);
    const to = mailboxesOf(one).map(({ email }) => email);
    const reference = messageId(id, recipients);
    const raw = { ...mail, personalizations: [one] };
    desk.record({ kind: "mail", title, to, reference, raw, ...letter }, bytes);
    recipients += to.length;
  }
  if (personalizations.length <= mostShown) return;
  const { subject: title, from } = letterOf(mail, personalizations[0]!);
  const to = recipientsOf(mail).map(({ email }) => email);
  desk.record({ kind: "batch", title, to, from, raw: mail }, bytes * personalizations.length);
}

/** Letters of an attachment's base64 that are kept: nobody reads it, and it would push everything else out. */
const mostContent = 1000;

function withShortAttachments(mail: Mail): Mail {
  if (!mail.attachments) return mail;
  const attachments = mail.attachments.map(({ content, ...about }) => ({
    ...about,
    content: content.length > mostContent ? `${content.slice(0, mostContent)}… (${content.length})` : content,
  }));
  return { ...mail, attachments };
}
