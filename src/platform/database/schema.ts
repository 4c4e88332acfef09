import type {
  EmailBatchesTable,
  EmailEventsTable,
  EmailMessagesTable,
  EmailQuotasTable,
  EmailStatisticsTable,
  EmailSuppressionsTable,
  MailConsentsTable,
} from "./email-tables.ts";

/**
 * Every table, as the newest migrations leave them. Times are epoch milliseconds UTC, ids are UUIDv7 text,
 * truth values are 0 and 1, JSON is text that the store's zod reads.
 */
export interface Schema {
  api_keys: ApiKeysTable;
  files: FilesTable;
  file_uploads: FileUploadsTable;
  upload_quotas: UploadQuotasTable;
  image_optimizations: ImageOptimizationsTable;
  idempotency_keys: IdempotencyKeysTable;
  outbox_messages: OutboxMessagesTable;
  outbox_topics: OutboxTopicsTable;
  cron_jobs: CronJobsTable;
  audit_log: AuditLogTable;
  email_messages: EmailMessagesTable;
  email_batches: EmailBatchesTable;
  email_quotas: EmailQuotasTable;
  email_suppressions: EmailSuppressionsTable;
  email_events: EmailEventsTable;
  email_statistics: EmailStatisticsTable;
  mail_consents: MailConsentsTable;
  must: { ok: number };
}

/** The tables whose rows may change: all but the audit log, whose entries stay as they were written. */
export type ChangingTable = Exclude<keyof Schema, "audit_log" | "must">;

export interface ApiKeysTable {
  id: string;
  name: string;
  /** SHA-256 of the whole key, hex. The key itself is nowhere. */
  hash: string;
  /** JSON list of scopes. */
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

export interface FilesTable {
  id: string;
  collection: string;
  object_key: string;
  /** The person's own name for it, NFC. */
  name: string;
  /** `name` in lower case, for searching alike on both databases. */
  name_folded: string;
  type: string;
  size: number;
  etag: string;
  /** Hex; null for uploads in parts, whose bytes never pass here. */
  sha256: string | null;
  /** Pixels after EXIF orientation; null for what is no picture. */
  width: number | null;
  height: number | null;
  /** The point that crops keep in their middle, in thousandths of the upright sides; null for the picture's own middle. */
  focus_x: number | null;
  focus_y: number | null;
  /** JSON of what stands in for a picture while it loads; null until a first rendition was made. */
  preview: string | null;
  created_at: number;
  /** The caller's id; null for somebody without a key. */
  created_by: string | null;
  hidden_at: number | null;
  deleted_at: number | null;
  /** The file that took this one's place. */
  replaced_by: string | null;
  version: number;
}

export interface FileUploadsTable {
  id: string;
  collection: string;
  name: string;
  type: string;
  size: number;
  sha256: string | null;
  /** Set when the bytes come in parts. */
  multipart_id: string | null;
  part_size: number | null;
  /** The file whose place the upload takes. */
  replaces: string | null;
  /** `waiting`, `done` or `refused`. */
  state: string;
  file_id: string | null;
  /** Where the checked bytes are being copied to; what a crash leaves there is found by it. */
  object_key: string | null;
  /** JSON of the problem that refused it, so that asking twice answers alike. */
  refusal: string | null;
  created_at: number;
  created_by: string | null;
  expires_at: number;
  version: number;
}

export interface UploadQuotasTable {
  /** Korean date, `2026-11-22`. */
  day: string;
  /** `all`, or a keyed hash of an IP address that changes daily. */
  subject: string;
  bytes: number;
}

export interface ImageOptimizationsTable {
  id: string;
  file_id: string;
  preset: string;
  driver: string;
  from_type: string;
  to_type: string;
  bytes_before: number;
  bytes_after: number;
  width: number;
  height: number;
  created_at: number;
}

export interface IdempotencyKeysTable {
  /** SHA-256 of caller, method, path and key, hex. */
  id: string;
  /** SHA-256 of the request's body, hex. */
  fingerprint: string;
  /** `running` or `done`. */
  state: string;
  lease_until: number;
  expires_at: number;
  status: number | null;
  headers: string | null;
  body: string | null;
  /** What the request made, where the answer itself may not be kept. */
  resource: string | null;
  version: number;
}

export interface OutboxMessagesTable {
  id: string;
  topic: string;
  /** JSON of the topic's payload: ids, nothing personal. */
  payload: string;
  dedupe_key: string | null;
  /** `waiting`, `running`, `done` or `dead`. */
  state: string;
  /** From when on it may be taken: when it is due while it waits, when its lease ends while it runs. */
  not_before: number;
  attempts: number;
  /** A failure after that is the last; set by the first attempt. */
  give_up_at: number | null;
  /** A problem's id or an error's name, never its message. */
  last_error: string | null;
  created_at: number;
  finished_at: number | null;
  version: number;
}

export interface OutboxTopicsTable {
  topic: string;
  /** Failures in a row by which what the topic depends on seems to be down. */
  failures: number;
  /** 0: not paused. Else nothing of the topic is tried before then, and then one message first. */
  paused_until: number;
  version: number;
}

export interface CronJobsTable {
  name: string;
  /** When the last period that was done had begun; 0 before the first. */
  period_at: number;
  /** Counts the runs: whoever has a lower one has lost the job to somebody else. */
  fence: number;
  /** From when on it may be taken: the end of a run's lease, or of the pause after a failure. */
  free_at: number;
  /** In a row. */
  failures: number;
  started_at: number | null;
  finished_at: number | null;
  duration_ms: number | null;
  /** `done` or `failed`, of the last run that came to an end. */
  outcome: string | null;
  /** JSON of what the job answered, or the name of what it failed with. */
  result: string | null;
}

export interface AuditLogTable {
  id: string;
  at: number;
  /** The caller's id. */
  actor: string;
  /** `file.delete`. */
  action: string;
  subject_kind: string;
  subject_id: string;
  /** JSON of the fields that changed, masked; null for what was not there. */
  values_before: string | null;
  /** Likewise, as they are now. */
  values_after: string | null;
  request_id: string | null;
}
