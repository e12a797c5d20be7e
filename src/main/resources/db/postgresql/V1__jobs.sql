create table job (
    number      bigint  generated always as identity primary key,
    id          text    not null unique,
    principal   text    not null,
    idem_key    text,
    priority    integer not null,
    model       text    not null,
    state       text    not null,
    attempt     integer not null,
    owner       text    not null,
    lease_until bigint  not null,
    ended       bigint,
    bytes       bigint  not null,
    accepted    text    not null,
    status      text    not null
);
create unique index job_idempotency on job (principal, idem_key) where idem_key is not null;
create index job_open on job (priority, number) where ended is null;
create index job_ended on job (ended, number, bytes) where ended is not null;
create table event (
    job      bigint not null,
    seq      bigint not null,
    document text,
    primary key (job, seq)
);
create table artifact (
    digest  text  primary key,
    content bytea not null
);
alter table artifact alter column content set storage external;
create table job_artifact (
    job    bigint not null,
    digest text   not null references artifact,
    primary key (job, digest)
);
create index job_artifact_digest on job_artifact (digest);
