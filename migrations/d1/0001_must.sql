-- A batch goes on after an UPDATE that hit no row. Writing NULL here is how it is stopped (see platform/database/d1.ts).
create table must (
  ok integer not null
) strict;
