import type { EmailEvent } from "./event.ts";

/** A call in which a vendor says what became of e-mails, as it came: the signature is over these very bytes. */
export interface Notice {
  /** By its name in lower case; null where it is missing. */
  header(name: string): string | null;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a notice says. */
export interface Report {
  readonly events: readonly EmailEvent[];
  /** Items that are about an e-mail of ours and cannot be understood. */
  readonly malformed: number;
  /** Items that are no business of this house: of kinds that it does not record, or about e-mails that others sent. */
  readonly passedOver: number;
}

/** Makes sure that a notice comes from a vendor, and reads it. */
export interface EventDriver {
  readonly name: string;
  /**
   * @throws `email-notice-unsigned`, `email-notice-stale`, `email-notice-unreadable`
   */
  read(notice: Notice): Promise<Report>;
}
