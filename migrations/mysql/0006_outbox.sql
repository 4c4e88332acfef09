create table outbox_messages (
  id varchar(36) not null primary key,
  topic varchar(64) not null,
  payload text not null,
  dedupe_key varchar(255),
  state varchar(16) not null,
  not_before bigint not null,
  attempts int not null,
  give_up_at bigint,
  last_error varchar(255),
  created_at bigint not null,
  finished_at bigint,
  version int not null,
  unique key outbox_messages_dedupe (topic, dedupe_key),
  key outbox_messages_due (state, not_before)
) default character set utf8mb4 collate utf8mb4_bin;

create table outbox_topics (
  topic varchar(64) not null primary key,
  failures int not null,
  paused_until bigint not null,
  version int not null
) default character set utf8mb4 collate utf8mb4_bin;
