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
  attachments?: { content: string; type?: string; filename: string }[];
  mail_settings?: { sandbox_mode?: { enable?: boolean } };
  tracking_settings?: { click_tracking?: { enable?: boolean }; open_tracking?: { enable?: boolean } };
}

/** Everybody who gets it, in the order of the request. */
export function recipientsOf({ personalizations }: Pick<Mail, "personalizations">): Mailbox[] {
  return personalizations.flatMap(mailboxesOf);
}

export function mailboxesOf({ to, cc = [], bcc = [] }: Personalization): Mailbox[] {
  return [...to, ...cc, ...bcc];
}

/** What the recipients of one envelope read. */
export interface Letter {
  /** `사무국 <office@example.org>` */
  from: string;
  subject: string;
  text?: string;
  html?: string;
}

export function letterOf(mail: Mail, one: Personalization): Letter {
  const { name, email } = one.from ?? mail.from;
  const body = (wanted: string) => mail.content?.find(({ type }) => type === wanted)?.value;
  const [text, html] = [body("text/plain"), body("text/html")];
  return {
    from: name ? `${name} <${email}>` : email,
    subject: substituted(one.subject ?? mail.subject ?? mail.template_id ?? "", one),
    ...(text !== undefined && { text: substituted(text, one) }),
    ...(html !== undefined && { html: substituted(html, one) }),
  };
}

/**
 * Every tag is replaced once. One whose value holds a tag is not replaced at all: "they will fail and your substitution
 * will not take place" (SendGrid's documentation, Substitution Tags).
 */
function substituted(text: string, { substitutions = {} }: Personalization): string {
  const tags = Object.keys(substitutions);
  const usable = tags.filter((tag) => tag && !tags.some((other) => substitutions[tag]?.includes(other)));
  if (usable.length === 0) return text;
  const any = usable.map((tag) => tag.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.replace(new RegExp(any, "g"), (tag) => substitutions[tag] ?? "");
}
