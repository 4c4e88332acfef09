create table image_optimizations (
  id text not null primary key,
  file_id text not null,
  preset text not null,
  driver text not null,
  from_type text not null,
  to_type text not null,
  bytes_before integer not null,
  bytes_after integer not null,
  width integer not null,
  height integer not null,
  created_at integer not null,
  unique (file_id, preset)
) strict;
