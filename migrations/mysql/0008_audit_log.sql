-- What staff did. Rows are added and read; nothing changes or deletes them.
create table audit_log (
  id varchar(36) not null primary key,
  at bigint not null,
  actor varchar(128) not null,
  action varchar(64) not null,
  subject_kind varchar(64) not null,
  subject_id varchar(255) not null,
  values_before mediumtext,
  values_after mediumtext,
  request_id varchar(64),
  key audit_log_actor (actor, id),
  key audit_log_action (action, id),
  key audit_log_subject (subject_id, id)
) default character set utf8mb4 collate utf8mb4_bin;
