-- A picture comes in several types: each is recorded. SQLite cannot change a table's constraint, so the table is made anew.
alter table image_optimizations rename to image_optimizations_once;

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
  unique (file_id, preset, to_type)
) strict;

insert into image_optimizations select * from image_optimizations_once;

drop table image_optimizations_once;
