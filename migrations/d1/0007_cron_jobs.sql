create table cron_jobs (
  name text not null primary key,
  period_at integer not null,
  fence integer not null,
  free_at integer not null,
  failures integer not null,
  started_at integer,
  finished_at integer,
  duration_ms integer,
  outcome text,
  result text
) strict;
