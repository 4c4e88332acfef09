create table api_keys (
  id text not null primary key,
  name text not null,
  hash text not null unique,
  scopes text not null,
  created_at integer not null,
  expires_at integer,
  revoked_at integer
) strict;
