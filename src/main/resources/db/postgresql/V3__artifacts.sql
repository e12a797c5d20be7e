alter table artifact alter column content drop not null;
create table unused_artifact (
    digest text primary key
);
