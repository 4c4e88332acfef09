-- Which point of a picture its crops keep in the middle, in thousandths of its upright sides.
alter table files add column focus_x integer;
alter table files add column focus_y integer;
