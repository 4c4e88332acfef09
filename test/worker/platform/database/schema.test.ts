import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Schema } from "../../../../src/platform/database/schema.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { rawQuery } from "../../../setup/raw-query.ts";

/** Whether a column may be null, as the type says; the compiler keeps this table whole. */
type Columns = { [T in keyof Schema]: { [C in keyof Schema[T]]: null extends Schema[T][C] ? "YES" : "NO" } };

const [NO, YES] = ["NO", "YES"] as const;
const columns: Columns = {
  must: { ok: NO },
  api_keys: { id: NO, name: NO, hash: NO, scopes: NO, created_at: NO, expires_at: YES, revoked_at: YES },
  files: {
    ...{ id: NO, collection: NO, object_key: NO, name: NO, name_folded: NO, type: NO, size: NO, etag: NO },
    ...{
      sha256: YES,
      width: YES,
      height: YES,
      focus_x: YES,
      focus_y: YES,
      preview: YES,
      created_at: NO,
      created_by: YES,
      hidden_at: YES,
      deleted_at: YES,
    },
    ...{ replaced_by: YES, version: NO },
  },
  file_uploads: {
    ...{
      id: NO,
      collection: NO,
      name: NO,
      type: NO,
      size: NO,
      sha256: YES,
      multipart_id: YES,
      part_size: YES,
    },
    ...{
      replaces: YES,
      state: NO,
      file_id: YES,
      object_key: YES,
      refusal: YES,
      created_at: NO,
      created_by: YES,
    },
    ...{ expires_at: NO, version: NO },
  },
  upload_quotas: { day: NO, subject: NO, bytes: NO },
  image_optimizations: {
    ...{ id: NO, file_id: NO, preset: NO, driver: NO, from_type: NO, to_type: NO, bytes_before: NO },
    ...{ bytes_after: NO, width: NO, height: NO, created_at: NO },
  },
  idempotency_keys: {
    ...{ id: NO, fingerprint: NO, state: NO, lease_until: NO, expires_at: NO, status: YES, headers: YES },
    ...{ body: YES, resource: YES, version: NO },
  },
  outbox_messages: {
    ...{ id: NO, topic: NO, payload: NO, dedupe_key: YES, state: NO, not_before: NO, attempts: NO },
    ...{ give_up_at: YES, last_error: YES, created_at: NO, finished_at: YES, version: NO },
  },
  outbox_topics: { topic: NO, failures: NO, paused_until: NO, version: NO },
  cron_jobs: {
    ...{ name: NO, period_at: NO, fence: NO, free_at: NO, failures: NO, started_at: YES },
    ...{ finished_at: YES, duration_ms: YES, outcome: YES, result: YES },
  },
  audit_log: {
    ...{ id: NO, at: NO, actor: NO, action: NO, subject_kind: NO, subject_id: NO },
    ...{ values_before: YES, values_after: YES, request_id: YES },
  },
  email_messages: {
    ...{
      id: NO,
      template: NO,
      language: NO,
      recipient: NO,
      recipient_digest: NO,
      recipient_domain: NO,
      recipient_name: YES,
    },
    ...{ account_id: YES, data: YES, attachments: YES, state: NO, driver: YES, vendor_id: YES, failure: YES },
    ...{ created_at: NO, created_by: YES, finished_at: YES, version: NO, purpose: NO, batch_id: YES },
    ...{ consent_id: YES, claim: YES, claimed_at: YES, sent_at: YES, delivered_at: YES, opened_at: YES },
    ...{
      machine_opened_at: YES,
      clicked_at: YES,
      bounced_at: YES,
      blocked_at: YES,
      complained_at: YES,
      unsubscribed_at: YES,
    },
  },
  email_batches: {
    ...{ id: NO, name: NO, template: NO, language: NO, purpose: NO, consent_purpose: YES, data: YES },
    ...{ variables: NO, attachments: NO, audience: NO, cursor: YES, report: NO, recipients: NO, state: NO },
    ...{ waiting_for: YES, turn: NO, send_at: NO, created_at: NO, created_by: YES, started_at: YES },
    ...{ finished_at: YES, version: NO },
  },
  email_quotas: { driver: NO, day: NO, used: NO, version: NO },
  email_suppressions: { digest: NO, address: YES, reason: NO, source: NO, created_at: NO },
  email_events: {
    ...{ id: NO, message_id: NO, kind: NO, at: NO, machine: NO, detail: YES, receipt: NO, received_at: NO },
  },
  email_statistics: {
    ...{ day: NO, batch_id: NO, template: NO, domain: NO, sent: NO, delivered: NO, opened: NO },
    ...{ machine_opened: NO, clicked: NO, bounced: NO, blocked: NO, complained: NO, unsubscribed: NO },
  },
  mail_consents: {
    ...{ id: NO, address: YES, digest: NO, name: YES, purpose: NO, language: NO, account_id: YES, state: NO },
    ...{ method: NO, text_version: NO, token: YES, requested_at: NO, confirmed_at: YES },
    ...{
      reconfirmed_at: YES,
      remind_at: YES,
      withdrawn_at: YES,
      withdrawn_by: YES,
      noticed_at: YES,
      version: NO,
    },
  },
};

eachDatabase((database) => {
  it.each(Object.entries(columns))(
    "the migrations leave %s as the schema has it",
    async (table, expected) => {
      const ask =
        database().dialect === "sqlite"
          ? sql<{ name: string; nullable: string }>`
            select name, case "notnull" when 1 then 'NO' else 'YES' end as nullable from pragma_table_info(${table})`
          : sql<{ name: string; nullable: string }>`
            select column_name as name, is_nullable as nullable from information_schema.columns
            where table_schema = database() and table_name = ${table}`;
      const found = await database().all(rawQuery(database(), ask));
      expect(Object.fromEntries(found.map(({ name, nullable }) => [name, nullable]))).toEqual(expected);
    },
  );
});
