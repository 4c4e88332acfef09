-- What staff did. Rows are added and read; nothing changes or deletes them.
create table audit_log (
  id text not null primary key,
  at integer not null,
  actor text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  values_before text,
  values_after text,
  request_id text
) strict;

create index audit_log_actor on audit_log (actor, id);
create index audit_log_action on audit_log (action, id);
create index audit_log_subject on audit_log (subject_id, id);
