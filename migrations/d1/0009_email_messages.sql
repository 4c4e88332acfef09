create table email_messages (
  id text not null primary key,
  template text not null,
  language text not null,
  recipient text not null,
  recipient_folded text not null,
  recipient_name text,
  account_id text,
  data text,
  state text not null,
  driver text,
  vendor_id text,
  failure text,
  created_at integer not null,
  created_by text,
  finished_at integer,
  version integer not null
) strict;

-- Finds what there is about a person.
create index email_messages_recipient on email_messages (recipient_folded);
create index email_messages_account on email_messages (account_id);

-- Forgets what was sent long ago.
create index email_messages_finished_at on email_messages (finished_at);
