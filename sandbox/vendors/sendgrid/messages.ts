import { type Account, perAccount } from "../../account.ts";
import { type Mail, mailboxesOf, type Personalization } from "./mail.ts";

/** One e-mail to one recipient, and how far it got: what SendGrid's Email Activity knows of it. */
export interface Message {
  /** The `sg_message_id` of its events. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  /** The mail's `custom_args` and those of its envelope. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly categories: readonly string[] | undefined;
  /** Whether opens and clicks are noticed. */
  readonly tracked: { readonly opens: boolean; readonly clicks: boolean };
  /** The first link of its HTML. */
  readonly link: string;
  status: "processed" | "delivered" | "not_delivered";
  opens: number;
  clicks: number;
  lastEventAt: number;
}

/** Messages that an account keeps; the oldest make room. */
const mostMessages = 50_000;

/** Everything that an account has sent, oldest first. */
export const messagesOf = perAccount(() => {
  let kept: Message[] = [];
  return {
    add(messages: readonly Message[]): void {
      kept = [...kept, ...messages].slice(-mostMessages);
    },
    all: (): readonly Message[] => kept,
  };
});

/** The `sg_message_id` of a recipient, by the call's X-Message-Id. */
export function messageId(call: string, recipient: number): string {
  return `${call}.sandbox-${recipient}`;
}

/** Takes a mail apart into one message for each recipient, and keeps them. */
export function keepMessages(account: Account, mail: Mail, { id, at }: { id: string; at: number }) {
  const html = mail.content?.find(({ type }) => type === "text/html")?.value ?? "";
  const [, link = "https://www.example.org/"] = /href=["']?(https?:[^"'\s>]+)/i.exec(html) ?? [];
  const common = { at, link, from: mail.from.email, categories: mail.categories };
  const { open_tracking, click_tracking } = mail.tracking_settings ?? {};
  const tracked = { opens: open_tracking?.enable !== false, clicks: click_tracking?.enable !== false };
  const begun = { status: "processed", opens: 0, clicks: 0, lastEventAt: at } as const;
  const written = mail.personalizations.flatMap((one) =>
    mailboxesOf(one).map(({ email }) => ({ to: email, ...whatIsOf(one, mail) })),
  );
  const messages: Message[] = written.map((own, index) => ({
    ...{ ...common, ...begun, ...own },
    id: messageId(id, index),
    tracked,
  }));
  messagesOf(account).add(messages);
  return messages;
}

/** The subject stays as it was sent: an account may have very many. */
function whatIsOf(one: Personalization, mail: Mail) {
  return {
    subject: one.subject ?? mail.subject ?? "",
    args: { ...mail.custom_args, ...one.custom_args },
  };
}
