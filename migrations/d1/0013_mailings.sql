-- Whom an e-mail went to is found by a digest from here on. Rows from before, which have none, were never in production.
drop index email_messages_recipient;
alter table email_messages drop column recipient_folded;
alter table email_messages add column recipient_digest text not null default '';
alter table email_messages add column recipient_domain text not null default '';
alter table email_messages add column purpose text not null default 'transactional';
alter table email_messages add column batch_id text;
alter table email_messages add column consent_id text;
alter table email_messages add column claim text;
alter table email_messages add column claimed_at integer;
alter table email_messages add column sent_at integer;
alter table email_messages add column delivered_at integer;
alter table email_messages add column opened_at integer;
alter table email_messages add column machine_opened_at integer;
alter table email_messages add column clicked_at integer;
alter table email_messages add column bounced_at integer;
alter table email_messages add column blocked_at integer;
alter table email_messages add column complained_at integer;
alter table email_messages add column unsubscribed_at integer;

create index email_messages_recipient on email_messages (recipient_digest);
-- A batch writes to nobody twice.
create unique index email_messages_once on email_messages (batch_id, recipient_digest);
-- Takes what is next, and counts how far a batch got.
create index email_messages_batch on email_messages (batch_id, state, claimed_at, id);
create index email_messages_claim on email_messages (claim);

create table email_batches (
  id text not null primary key,
  name text not null,
  template text not null,
  language text not null,
  purpose text not null,
  consent_purpose text,
  data text,
  variables text not null,
  attachments text not null,
  audience text not null,
  cursor text,
  report text not null,
  recipients integer not null,
  state text not null,
  waiting_for text,
  turn integer not null,
  send_at integer not null,
  created_at integer not null,
  created_by text,
  started_at integer,
  finished_at integer,
  version integer not null
) strict;

create index email_batches_state on email_batches (state, send_at);

create table email_quotas (
  driver text not null,
  day text not null,
  used integer not null,
  version integer not null,
  primary key (driver, day)
) strict, without rowid;

create table email_suppressions (
  digest text not null primary key,
  address text,
  reason text not null,
  source text not null,
  created_at integer not null
) strict, without rowid;

create table email_events (
  id text not null primary key,
  message_id text not null,
  kind text not null,
  at integer not null,
  machine integer not null,
  detail text,
  receipt text not null,
  received_at integer not null
) strict;

create index email_events_message on email_events (message_id, at);
create index email_events_receipt on email_events (receipt);

create table email_statistics (
  day text not null,
  batch_id text not null,
  template text not null,
  domain text not null,
  sent integer not null,
  delivered integer not null,
  opened integer not null,
  machine_opened integer not null,
  clicked integer not null,
  bounced integer not null,
  blocked integer not null,
  complained integer not null,
  unsubscribed integer not null,
  primary key (day, batch_id, template, domain)
) strict, without rowid;

create table mail_consents (
  id text not null primary key,
  address text,
  digest text not null,
  name text,
  purpose text not null,
  language text not null,
  account_id text,
  state text not null,
  method text not null,
  text_version text not null,
  token text,
  requested_at integer not null,
  confirmed_at integer,
  reconfirmed_at integer,
  remind_at integer,
  withdrawn_at integer,
  withdrawn_by text,
  noticed_at integer,
  version integer not null
) strict;

-- One person, one purpose, one consent.
create unique index mail_consents_once on mail_consents (digest, purpose);
create index mail_consents_audience on mail_consents (purpose, state, id);
create index mail_consents_token on mail_consents (token);
create index mail_consents_account on mail_consents (account_id);
-- Who is still to be told what came of a change, and whom to remind.
create index mail_consents_noticed_at on mail_consents (noticed_at, state);
create index mail_consents_remind_at on mail_consents (remind_at);
