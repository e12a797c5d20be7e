create table instance (
    owner       text    primary key,
    lease_until integer not null
) without rowid;
create table unused_artifact (
    digest text primary key
) without rowid;
