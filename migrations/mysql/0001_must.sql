-- Used on D1 only; it stands here so that both databases have one schema.
create table must (
  ok tinyint not null primary key
) default character set utf8mb4 collate utf8mb4_bin;
