create table files (
  id varchar(36) character set ascii collate ascii_bin not null primary key,
  collection varchar(64) character set ascii collate ascii_bin not null,
  object_key varchar(255) character set ascii collate ascii_bin not null,
  name varchar(512) not null,
  name_folded varchar(1024) not null,
  type varchar(127) character set ascii collate ascii_bin not null,
  size bigint not null,
  etag varchar(255) character set ascii collate ascii_bin not null,
  sha256 varchar(64) character set ascii collate ascii_bin,
  width int,
  height int,
  created_at bigint not null,
  created_by varchar(128) character set ascii collate ascii_bin,
  hidden_at bigint,
  deleted_at bigint,
  replaced_by varchar(36) character set ascii collate ascii_bin,
  version int not null,
  unique key files_object_key (object_key),
  key files_listing (collection, deleted_at, created_at, id),
  key files_deleted_at (deleted_at)
) default character set utf8mb4 collate utf8mb4_bin;

create table file_uploads (
  id varchar(36) character set ascii collate ascii_bin not null primary key,
  collection varchar(64) character set ascii collate ascii_bin not null,
  name varchar(512) not null,
  type varchar(127) character set ascii collate ascii_bin not null,
  size bigint not null,
  sha256 varchar(64) character set ascii collate ascii_bin,
  multipart_id varchar(2048) character set ascii collate ascii_bin,
  part_size bigint,
  replaces varchar(36) character set ascii collate ascii_bin,
  state varchar(16) character set ascii collate ascii_bin not null,
  file_id varchar(36) character set ascii collate ascii_bin,
  object_key varchar(255) character set ascii collate ascii_bin,
  refusal text,
  created_at bigint not null,
  created_by varchar(128) character set ascii collate ascii_bin,
  expires_at bigint not null,
  version int not null,
  key file_uploads_expires_at (expires_at)
) default character set utf8mb4 collate utf8mb4_bin;

create table upload_quotas (
  day varchar(10) character set ascii collate ascii_bin not null,
  subject varchar(128) character set ascii collate ascii_bin not null,
  bytes bigint not null,
  primary key (day, subject)
) default character set utf8mb4 collate utf8mb4_bin;
