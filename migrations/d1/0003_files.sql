create table files (
  id text not null primary key,
  collection text not null,
  object_key text not null unique,
  name text not null,
  name_folded text not null,
  type text not null,
  size integer not null,
  etag text not null,
  sha256 text,
  width integer,
  height integer,
  created_at integer not null,
  created_by text,
  hidden_at integer,
  deleted_at integer,
  replaced_by text,
  version integer not null
) strict;

-- Lists: one collection, what is not deleted, newest first.
create index files_listing on files (collection, deleted_at, created_at, id);

-- Clears away what was deleted long ago.
create index files_deleted_at on files (deleted_at);

create table file_uploads (
  id text not null primary key,
  collection text not null,
  name text not null,
  type text not null,
  size integer not null,
  sha256 text,
  multipart_id text,
  part_size integer,
  replaces text,
  state text not null,
  file_id text,
  object_key text,
  refusal text,
  created_at integer not null,
  created_by text,
  expires_at integer not null,
  version integer not null
) strict;

create index file_uploads_expires_at on file_uploads (expires_at);

create table upload_quotas (
  day text not null,
  subject text not null,
  bytes integer not null,
  primary key (day, subject)
) strict;
