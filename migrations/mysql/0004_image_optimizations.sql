create table image_optimizations (
  id varchar(36) not null primary key,
  file_id varchar(36) not null,
  preset varchar(32) not null,
  driver varchar(32) not null,
  from_type varchar(127) not null,
  to_type varchar(127) not null,
  bytes_before bigint not null,
  bytes_after bigint not null,
  width int not null,
  height int not null,
  created_at bigint not null,
  unique key image_optimizations_picture (file_id, preset)
) default character set utf8mb4 collate utf8mb4_bin;
