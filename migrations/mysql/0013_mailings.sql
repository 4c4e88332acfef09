-- Whom an e-mail went to is found by a digest from here on. Rows from before, which have none, were never in production.
alter table email_messages
  drop key email_messages_recipient,
  drop column recipient_folded,
  add column recipient_digest char(64) not null default '',
  add column recipient_domain varchar(253) not null default '',
  add column purpose varchar(16) not null default 'transactional',
  add column batch_id varchar(36),
  add column consent_id varchar(36),
  add column claim varchar(36),
  add column claimed_at bigint,
  add column sent_at bigint,
  add column delivered_at bigint,
  add column opened_at bigint,
  add column machine_opened_at bigint,
  add column clicked_at bigint,
  add column bounced_at bigint,
  add column blocked_at bigint,
  add column complained_at bigint,
  add column unsubscribed_at bigint,
  add key email_messages_recipient (recipient_digest),
  -- A batch writes to nobody twice.
  add unique key email_messages_once (batch_id, recipient_digest),
  -- Takes what is next, and counts how far a batch got.
  add key email_messages_batch (batch_id, state, claimed_at, id),
  add key email_messages_claim (claim);

create table email_batches (
  id varchar(36) not null primary key,
  name varchar(200) not null,
  template varchar(64) not null,
  language varchar(2) not null,
  purpose varchar(16) not null,
  consent_purpose varchar(32),
  data mediumtext,
  variables text not null,
  attachments text not null,
  audience text not null,
  `cursor` varchar(255),
  report mediumtext not null,
  recipients int not null,
  state varchar(16) not null,
  waiting_for varchar(32),
  turn int not null,
  send_at bigint not null,
  created_at bigint not null,
  created_by varchar(128),
  started_at bigint,
  finished_at bigint,
  version int not null,
  key email_batches_state (state, send_at)
) default character set utf8mb4 collate utf8mb4_bin;

create table email_quotas (
  driver varchar(32) not null,
  day varchar(10) not null,
  used int not null,
  version int not null,
  primary key (driver, day)
) default character set utf8mb4 collate utf8mb4_bin;

create table email_suppressions (
  digest char(64) not null primary key,
  address varchar(320),
  reason varchar(32) not null,
  source varchar(32) not null,
  created_at bigint not null
) default character set utf8mb4 collate utf8mb4_bin;

create table email_events (
  id varchar(255) not null primary key,
  message_id varchar(36) not null,
  kind varchar(32) not null,
  at bigint not null,
  machine int not null,
  detail varchar(255),
  receipt varchar(36) not null,
  received_at bigint not null,
  key email_events_message (message_id, at),
  key email_events_receipt (receipt)
) default character set utf8mb4 collate utf8mb4_bin;

create table email_statistics (
  day varchar(10) not null,
  batch_id varchar(36) not null,
  template varchar(64) not null,
  domain varchar(253) not null,
  sent int not null,
  delivered int not null,
  opened int not null,
  machine_opened int not null,
  clicked int not null,
  bounced int not null,
  blocked int not null,
  complained int not null,
  unsubscribed int not null,
  primary key (day, batch_id, template, domain)
) default character set utf8mb4 collate utf8mb4_bin;

create table mail_consents (
  id varchar(36) not null primary key,
  address varchar(320),
  digest char(64) not null,
  name varchar(200),
  purpose varchar(32) not null,
  language varchar(2) not null,
  account_id varchar(36),
  state varchar(16) not null,
  method varchar(32) not null,
  text_version varchar(64) not null,
  token varchar(64),
  requested_at bigint not null,
  confirmed_at bigint,
  reconfirmed_at bigint,
  remind_at bigint,
  withdrawn_at bigint,
  withdrawn_by varchar(32),
  noticed_at bigint,
  version int not null,
  -- One person, one purpose, one consent.
  unique key mail_consents_once (digest, purpose),
  key mail_consents_audience (purpose, state, id),
  key mail_consents_token (token),
  key mail_consents_account (account_id),
  -- Who is still to be told what came of a change, and whom to remind.
  key mail_consents_noticed_at (noticed_at, state),
  key mail_consents_remind_at (remind_at)
) default character set utf8mb4 collate utf8mb4_bin;
