package dev.kintsugi.store.keys;

import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.KeyStore;
import dev.kintsugi.access.Scope;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keys in a table, for all instances that share it. */
public final class SqlKeyStore implements KeyStore {

    private final Database database;

    public SqlKeyStore(Database database) {
        this.database = database;
    }

    @Override
    public List<ApiKey> all() {
        return database.read(connection -> Sql.query(
                connection, "select id, name, hash, scopes, created, expires from api_key", SqlKeyStore::key));
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        var expires = row.getLong("expires");
        return new ApiKey(
                row.getString("id"),
                row.getString("name"),
                row.getString("hash"),
                Arrays.stream(row.getString("scopes").split(" "))
                        .map(Scope::of)
                        .flatMap(Optional::stream) // a newer version may know more
                        .collect(Collectors.toSet()),
                time(row.getLong("created")),
                expires == 0 ? Optional.empty() : Optional.of(time(expires)));
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public void add(ApiKey key) {
        database.writeAtOnce(connection -> Sql.change(
                connection,
                "insert into api_key (id, name, hash, scopes, created, expires) values (?, ?, ?, ?, ?, ?)",
                key.id(),
                key.name(),
                key.hash(),
                key.orderedScopes().stream().map(Scope::code).collect(Collectors.joining(" ")),
                Sql.micros(key.created()),
                key.expires().map(Sql::micros).orElse(0L)));
    }

    @Override
    public void remove(String id) {
        database.writeAtOnce(connection -> Sql.change(connection, "delete from api_key where id = ?", id));
    }
}
