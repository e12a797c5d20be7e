alter table job add column version integer not null default 1;
