create table idempotency_keys (
  id text not null primary key,
  fingerprint text not null,
  state text not null,
  lease_until integer not null,
  expires_at integer not null,
  status integer,
  headers text,
  body text,
  resource text,
  version integer not null
) strict;

create index idempotency_keys_expires_at on idempotency_keys (expires_at);
