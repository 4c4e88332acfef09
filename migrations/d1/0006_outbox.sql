create table outbox_messages (
  id text not null primary key,
  topic text not null,
  payload text not null,
  dedupe_key text,
  state text not null,
  not_before integer not null,
  attempts integer not null,
  give_up_at integer,
  last_error text,
  created_at integer not null,
  finished_at integer,
  version integer not null,
  unique (topic, dedupe_key)
) strict;

-- What is due, oldest first; what is dead; what is done long ago.
create index outbox_messages_due on outbox_messages (state, not_before);

create table outbox_topics (
  topic text not null primary key,
  failures integer not null,
  paused_until integer not null,
  version integer not null
) strict;
