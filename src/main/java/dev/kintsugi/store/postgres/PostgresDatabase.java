package dev.kintsugi.store.postgres;

import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Dialect;
import dev.kintsugi.store.sql.LazyDatabase;
import dev.kintsugi.store.sql.Migrations;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings;
import dev.kintsugi.store.sql.Transaction;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/** A database of PostgreSQL, which several processes may share: transactions on a few connections that are kept open. */
public final class PostgresDatabase implements Database {

    /** A change of the schema may take longer than any other statement. */
    private static final int LONGEST_CHANGE_MS = 30_000;

    private final AgroalDataSource connections;
    private final StoreFaultHook faultHook;
    private final ServerTime time;

    private PostgresDatabase(AgroalDataSource connections, StoreFaultHook faultHook, Clock clock) {
        this.connections = connections;
        this.faultHook = faultHook;
        this.time = ServerTime.of(this, clock);
    }

    /** A database that is reached, and its schema made, when it is needed first. */
    public static LazyDatabase at(StoreSettings.Postgresql settings, StoreFaultHook faultHook, Clock clock) {
        return new LazyDatabase(
                Dialect.POSTGRESQL, () -> open(settings, faultHook, clock), () -> {}, PostgresConnections.PATIENCE);
    }

    private static PostgresDatabase open(StoreSettings.Postgresql settings, StoreFaultHook faultHook, Clock clock) {
        var database = new PostgresDatabase(PostgresConnections.pool(settings), faultHook, clock);
        try (var connection = database.connections.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_CHANGE_MS);
            Migrations.POSTGRESQL.apply(connection);
            connection.setNetworkTimeout(Runnable::run, (int) PostgresConnections.PATIENCE.toMillis());
            return database;
        } catch (SQLException e) {
            database.close();
            throw new StoreException(e);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public Duration ahead() {
        return time.ahead();
    }

    @Override
    public <T> T write(Transaction<T> transaction) {
        try (var connection = connections.getConnection()) {
            try {
                faultHook.pass(connection);
                var result = transaction.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                undo(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public <T> T writeAtOnce(Transaction<T> statement) {
        return read(connection -> {
            faultHook.pass(connection);
            return statement.on(connection);
        });
    }

    /** What would begin and end a transaction is not sent: that is half of what a short statement costs. */
    @Override
    public <T> T read(Transaction<T> transaction) {
        try (var connection = connections.getConnection()) {
            connection.setAutoCommit(true);
            return transaction.on(connection);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    private static void undo(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** The version of the schema is written as it is. */
    @Override
    public void check() {
        write(connection -> Sql.change(connection, "update schema_version set version = version"));
    }

    @Override
    public void close() {
        connections.close();
    }
}
