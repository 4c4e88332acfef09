create table cron_jobs (
  name varchar(64) not null primary key,
  period_at bigint not null,
  fence int not null,
  free_at bigint not null,
  failures int not null,
  started_at bigint,
  finished_at bigint,
  duration_ms bigint,
  outcome varchar(16),
  result text
) default character set utf8mb4 collate utf8mb4_bin;
