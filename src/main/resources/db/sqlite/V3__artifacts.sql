create table unused_artifact (
    digest text primary key
) without rowid;
