create table instance (
    owner       text    primary key,
    lease_until integer not null
) without rowid;
create table preview (
    job      integer primary key,
    seq      integer not null,
    document text    not null
);
create table unused_artifact (
    digest text primary key
) without rowid;
