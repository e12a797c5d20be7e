create table checkpoint (
    job     integer not null,
    name    text    not null,
    content blob    not null,
    primary key (job, name)
);
