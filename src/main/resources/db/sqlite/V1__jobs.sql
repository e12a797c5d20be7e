create table job (
    number      integer primary key autoincrement,
    id          text    not null unique,
    principal   text    not null,
    idem_key    text,
    priority    integer not null,
    model       text    not null,
    state       text    not null,
    attempt     integer not null,
    owner       text    not null,
    lease_until integer not null,
    ended       integer,
    bytes       integer not null,
    accepted    text    not null,
    status      text    not null
);
create unique index job_idempotency on job (principal, idem_key) where idem_key is not null;
create index job_open on job (priority, number) where ended is null;
create index job_ended on job (ended, number, bytes) where ended is not null;
create table event (
    job      integer not null,
    seq      integer not null,
    document text,
    primary key (job, seq)
) without rowid;
create table job_artifact (
    job    integer not null,
    digest text    not null,
    primary key (job, digest)
) without rowid;
create index job_artifact_digest on job_artifact (digest);
