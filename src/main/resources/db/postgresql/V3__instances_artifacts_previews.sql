create table instance (
    owner       text   primary key,
    lease_until bigint not null
);
alter table artifact alter column content drop not null;
create unlogged table preview (
    job      bigint primary key,
    seq      bigint not null,
    document text   not null
);
create table unused_artifact (
    digest text primary key
);
