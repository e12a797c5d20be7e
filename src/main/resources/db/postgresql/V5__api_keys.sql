create table api_key (
    id      text   primary key,
    name    text   not null,
    hash    text   not null,
    scopes  text   not null,
    created bigint not null,
    expires bigint not null
);
