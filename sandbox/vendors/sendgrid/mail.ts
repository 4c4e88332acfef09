/** A mailbox with its name. */
export interface Mailbox {
  email: string;
  name?: string;
}

/** One envelope of a request: who sees whom. */
export interface Personalization {
  from?: Mailbox;
  to: Mailbox[];
  cc?: Mailbox[];
  bcc?: Mailbox[];
  subject?: string;
  headers?: Record<string, unknown>;
  substitutions?: Record<string, string>;
  dynamic_template_data?: Record<string, unknown>;
  custom_args?: Record<string, unknown>;
  send_at?: number;
}

/** A request to send, as far as the sandbox looks into it; `mail-schema.ts` has checked it. */
export interface Mail {
  personalizations: Personalization[];
  from: Mailbox;
  reply_to?: Mailbox;
  reply_to_list?: Mailbox[];
  subject?: string;
  content?: { type: string; value: string }[];
  template_id?: string;
  headers?: Record<string, unknown>;
  categories?: string[];
  custom_args?: Record<string, unknown>;
  send_at?: number;
  mail_settings?: { sandbox_mode?: { enable?: boolean } };
}

/** Everybody who gets it, in the order of the request. */
export function recipientsOf({ personalizations }: Pick<Mail, "personalizations">): Mailbox[] {
  return personalizations.flatMap(mailboxesOf);
}

export function mailboxesOf({ to, cc = [], bcc = [] }: Personalization): Mailbox[] {
  return [...to, ...cc, ...bcc];
}

/** As the first recipient sees it: `사무국 <office@example.org>`. */
export function senderOf({ personalizations: [first], from }: Mail): string {
  const { name, email } = first?.from ?? from;
  return name ? `${name} <${email}>` : email;
}

/** As the first recipient reads it. */
export function subjectOf({ personalizations: [first], subject, template_id }: Mail): string {
  return substituted(first?.subject ?? subject ?? template_id ?? "", first);
}

/** Both bodies, as the first recipient reads them. */
export function contentOf({ content = [], personalizations: [first] }: Mail): {
  text?: string;
  html?: string;
} {
  const text = content.find(({ type }) => type === "text/plain")?.value;
  const html = content.find(({ type }) => type === "text/html")?.value;
  return {
    ...(text !== undefined && { text: substituted(text, first) }),
    ...(html !== undefined && { html: substituted(html, first) }),
  };
}

function substituted(text: string, personalization: Personalization | undefined): string {
  return Object.entries(personalization?.substitutions ?? {}).reduce(
    (written, [tag, value]) => written.replaceAll(tag, () => value),
    text,
  );
}
