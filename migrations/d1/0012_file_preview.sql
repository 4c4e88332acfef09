-- JSON of what stands in for a picture while it loads.
alter table files add column preview text;
