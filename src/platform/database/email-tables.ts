// The tables of e-mail, as `schema.ts` has the others.

export interface EmailMessagesTable {
  id: string;
  template: string;
  /** `ko` or `en`. */
  language: string;
  /** As it is written to. */
  recipient: string;
  /** SHA-256 of the folded address: finds what there is about a person, and outlives the address. */
  recipient_digest: string;
  /** For statistics: what stands behind the `@`. */
  recipient_domain: string;
  recipient_name: string | null;
  account_id: string | null;
  /** `transactional`, `advertisement`, or `test`: transactional, and says that it is only looked at. */
  purpose: string;
  /** The batch that it belongs to. */
  batch_id: string | null;
  /** The consent that allows it. */
  consent_id: string | null;
  /** Sealed JSON of what the template needs; in a batch, of what this recipient adds. Null when it is needed no more. */
  data: string | null;
  /** JSON of the ids of files, for an e-mail of no batch; a batch has those of all of its own. Null where there are none. */
  attachments: string | null;
  /** `queued sending sent delivered bounced blocked failed suppressed cancelled unknown`. */
  state: string;
  /** The call to a vendor in which it is, or was the last time; it is set before the call is made. */
  claim: string | null;
  claimed_at: number | null;
  /** Who took it, or refused it. */
  driver: string | null;
  /** What that one calls it. */
  vendor_id: string | null;
  /** The id of the problem that it failed with, or why it was not sent. */
  failure: string | null;
  created_at: number;
  created_by: string | null;
  /** When nothing was left to do here; what happens to it at its recipient's comes later. */
  finished_at: number | null;
  /** When the vendor took it, and the first of each thing that happened to it then. */
  sent_at: number | null;
  delivered_at: number | null;
  opened_at: number | null;
  machine_opened_at: number | null;
  clicked_at: number | null;
  bounced_at: number | null;
  blocked_at: number | null;
  complained_at: number | null;
  unsubscribed_at: number | null;
  version: number;
}

export interface EmailBatchesTable {
  id: string;
  /** What staff call it. */
  name: string;
  template: string;
  language: string;
  purpose: string;
  /** What recipients must have agreed to; null where the purpose needs no consent. */
  consent_purpose: string | null;
  /** Sealed JSON of what the template needs of all recipients alike. */
  data: string | null;
  /** JSON list of what each recipient has of its own. */
  variables: string;
  /** JSON list of file ids. */
  attachments: string;
  /** JSON: where its recipients come from. */
  audience: string;
  /** How far the audience was read; null before the first read and after the last. */
  cursor: string | null;
  /** JSON of what was wrong with the audience: numbers of lines and rules, nothing personal. */
  report: string;
  /** How many were found so far. */
  recipients: number;
  /** `preparing scheduled sending paused cancelled complete`. */
  state: string;
  /** `quota` or `vendor`; null while nothing keeps it. */
  waiting_for: string | null;
  /** Counts its messages in the outbox, so that each is recorded once. */
  turn: number;
  send_at: number;
  created_at: number;
  created_by: string | null;
  started_at: number | null;
  finished_at: number | null;
  version: number;
}

export interface EmailQuotasTable {
  driver: string;
  /** Korean date. */
  day: string;
  /** Recipients. */
  used: number;
  version: number;
}

export interface EmailSuppressionsTable {
  /** SHA-256 of the folded address. */
  digest: string;
  /** Null once its owner has asked to be forgotten: that one is still not written to. */
  address: string | null;
  /** `bounce`, `complaint` or `staff`. */
  reason: string;
  /** The driver, or the caller's id. */
  source: string;
  created_at: number;
}

export interface EmailEventsTable {
  /** The vendor's own id of it, by which a repetition is told. */
  id: string;
  message_id: string;
  /** `processed deferred delivered open click bounce blocked dropped complaint unsubscribe`. */
  kind: string;
  at: number;
  /** 1 for what a program did and not a person. */
  machine: number;
  /** A class or a code, never an address. */
  detail: string | null;
  /** The delivery with which it came. */
  receipt: string;
  received_at: number;
}

export interface EmailStatisticsTable {
  /** The Korean date on which the e-mails were sent; the figures say what became of those. */
  day: string;
  /** Empty for what is sent singly. */
  batch_id: string;
  template: string;
  domain: string;
  sent: number;
  delivered: number;
  opened: number;
  machine_opened: number;
  clicked: number;
  bounced: number;
  blocked: number;
  complained: number;
  unsubscribed: number;
}

export interface MailConsentsTable {
  id: string;
  /** Null once its owner has asked to be forgotten: the digest stays, so that an old list does not bring it back. */
  address: string | null;
  /** SHA-256 of the folded address. */
  digest: string;
  name: string | null;
  /** What mail it allows. */
  purpose: string;
  language: string;
  account_id: string | null;
  /** `pending` until the address has confirmed it, `confirmed`, or `withdrawn`. */
  state: string;
  /** How it was given: `form` or `staff`. */
  method: string;
  /** Which wording was agreed to. */
  text_version: string;
  /** SHA-256 of the token that confirms it, or has; null when there is none. */
  token: string | null;
  requested_at: number;
  confirmed_at: number | null;
  /** The last time that its owner said that it stays. */
  reconfirmed_at: number | null;
  /** When its owner is next reminded of it (정보통신망법 §50⑧); null while it is not confirmed. */
  remind_at: number | null;
  withdrawn_at: number | null;
  /** `person`, `staff`, `vendor` (an unsubscribe event), `complaint` or `erasure`. */
  withdrawn_by: string | null;
  /** When its owner was told what came of the last change (정보통신망법 §50⑦). */
  noticed_at: number | null;
  version: number;
}
