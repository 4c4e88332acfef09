import type { Mailbox } from "./schema.ts";

/** An e-mail that is ready to go. */
export interface OutgoingEmail {
  /** Ours, and the same when it is sent again: receivers can tell by it. */
  id: string;
  template: string;
  to: Mailbox;
  subject: string;
  html: string;
  text: string;
}

/** Hands e-mails to whoever delivers them. */
export interface EmailDriver {
  readonly name: string;
  /**
   * Resolves when the vendor has taken the e-mail, which is not yet its arrival. `vendorId` is what the vendor calls it.
   * @throws `vendor-refused` when it never will; other vendor problems when it may later, or has and did not get to say so
   */
  send(email: OutgoingEmail): Promise<{ vendorId: string | null }>;
}
