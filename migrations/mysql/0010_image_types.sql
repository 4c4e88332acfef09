-- A picture comes in several types: each is recorded.
alter table image_optimizations
  drop key image_optimizations_picture,
  add unique key image_optimizations_type (file_id, preset, to_type);
