create table api_keys (
  id varchar(36) not null primary key,
  name varchar(255) not null,
  hash varchar(64) not null,
  scopes text not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint,
  unique key api_keys_hash (hash)
) default character set utf8mb4 collate utf8mb4_bin;
