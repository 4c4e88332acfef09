import type { Mailbox } from "./schema.ts";

/** What an e-mail says. */
export interface Content {
  subject: string;
  html: string;
  text: string;
}

/** Where recipients have something of their own: a text that stands in the content, once as text and once as HTML. */
export interface Slot {
  /** Whose value of the recipients' stands there. */
  readonly name: string;
  /** In the subject and the plain text; replaced by the value as it is. */
  readonly inText: string;
  /** In the HTML; replaced by the value, escaped. */
  readonly inHtml: string;
}

/** Somebody whom a call writes to. */
export interface Recipient {
  /** Ours: the id of the e-mail's row. It comes back in the vendor's events. */
  readonly id: string;
  readonly to: Mailbox;
  /** A value for every slot. */
  readonly values: Readonly<Record<string, string>>;
  /** Headers of this one's own, such as `List-Unsubscribe`. Names and values have been checked. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What one call hands over: one content for some recipients, none of whom sees another. */
export interface Mailing {
  /** Ours, another one for each call: by it the vendor is asked what became of a call whose answer was lost. */
  readonly id: string;
  readonly template: string;
  readonly content: Content;
  readonly slots: readonly Slot[];
  readonly attachments: readonly Attachment[];
  /** Whether opens and clicks are counted. Never where a link may be used once. */
  readonly tracked: boolean;
  readonly recipients: readonly Recipient[];
}

/** What became of one recipient. */
export type Outcome =
  /** The vendor has it, which is not yet its arrival. `vendorId` is what it is called there. */
  | { readonly outcome: "taken"; readonly vendorId: string | null }
  /** It never will be taken. `failure` says why in a word or a code, never with an address. */
  | { readonly outcome: "refused"; readonly failure: string }
  /** It was not taken, and may be later or by another. */
  | { readonly outcome: "left" }
  /** Nobody knows: the call was made, and its answer was lost. */
  | { readonly outcome: "unknown" };

/** Hands e-mails to whoever delivers them. */
export interface EmailDriver {
  readonly name: string;
  /** Recipients that one call takes at most. */
  readonly mostRecipients: number;
  /** Recipients that it takes a Korean day at most; null where nobody counts. */
  readonly dailyLimit: number | null;
  /**
   * Makes one call and answers an outcome for each recipient, in their order.
   * @throws `vendor-unavailable` and `vendor-misconfigured` when certainly nobody's was taken
   */
  send(mailing: Mailing): Promise<readonly Outcome[]>;
  /**
   * What became of a call whose answer was lost, made at that time (epoch milliseconds). `unknown` where there is no
   * telling, or not yet.
   * @throws vendor problems
   */
  lookUp(mailing: string, madeAt: number): Promise<"taken" | "left" | "unknown">;
}
