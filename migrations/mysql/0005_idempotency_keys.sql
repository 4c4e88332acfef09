create table idempotency_keys (
  id varchar(64) not null primary key,
  fingerprint varchar(64) not null,
  state varchar(16) not null,
  lease_until bigint not null,
  expires_at bigint not null,
  status smallint,
  headers text,
  body mediumtext,
  resource varchar(1024),
  version int not null,
  key idempotency_keys_expires_at (expires_at)
) default character set utf8mb4 collate utf8mb4_bin;
