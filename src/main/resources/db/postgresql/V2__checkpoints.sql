create table checkpoint (
    job     bigint not null,
    name    text   not null,
    content bytea  not null,
    primary key (job, name)
);
