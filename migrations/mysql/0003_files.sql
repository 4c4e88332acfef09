create table files (
  id varchar(36) not null primary key,
  collection varchar(64) not null,
  object_key varchar(255) not null,
  name varchar(512) not null,
  name_folded varchar(1024) not null,
  type varchar(127) not null,
  size bigint not null,
  etag varchar(255) not null,
  sha256 varchar(64),
  width int,
  height int,
  created_at bigint not null,
  created_by varchar(128),
  hidden_at bigint,
  deleted_at bigint,
  replaced_by varchar(36),
  version int not null,
  unique key files_object_key (object_key),
  key files_listing (collection, deleted_at, created_at, id),
  key files_deleted_at (deleted_at)
) default character set utf8mb4 collate utf8mb4_bin;

create table file_uploads (
  id varchar(36) not null primary key,
  collection varchar(64) not null,
  name varchar(512) not null,
  type varchar(127) not null,
  size bigint not null,
  sha256 varchar(64),
  multipart_id varchar(2048),
  part_size bigint,
  replaces varchar(36),
  state varchar(16) not null,
  file_id varchar(36),
  object_key varchar(255),
  refusal text,
  created_at bigint not null,
  created_by varchar(128),
  expires_at bigint not null,
  version int not null,
  key file_uploads_expires_at (expires_at)
) default character set utf8mb4 collate utf8mb4_bin;

create table upload_quotas (
  day varchar(10) not null,
  subject varchar(128) not null,
  bytes bigint not null,
  primary key (day, subject)
) default character set utf8mb4 collate utf8mb4_bin;
