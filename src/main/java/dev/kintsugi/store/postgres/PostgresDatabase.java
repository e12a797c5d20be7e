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
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.postgresql.Driver;

/** A database of PostgreSQL, which several processes may share: transactions on a few connections that are kept open. */
@RegisterForReflection( // Agroal finds both by their names
        targets = Driver.class,
        classNames = "io.agroal.pool.DataSource")
public final class PostgresDatabase implements Database {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A server that does not answer for so long is taken for gone, at any step of connecting and asking. */
    static final String LONGEST_SECONDS = "5";

    /** Waiting for what another instance has locked is not silence of the server: it ends before that is assumed. */
    private static final String LOCKS = "set lock_timeout = '4s'";

    /** A change of the schema may take longer than any other statement. */
    private static final int LONGEST_CHANGE_MS = 30_000;

    private static final Duration UNUSED = Duration.ofMinutes(5);

    private final AgroalDataSource connections;
    private final StoreFaultHook faultHook;
    private final ServerTime time;

    private PostgresDatabase(AgroalDataSource connections, StoreFaultHook faultHook, Clock clock) {
        this.connections = connections;
        this.faultHook = faultHook;
        this.time = new ServerTime(clock, this::now);
    }

    /** A database that is reached, and its schema made, when it is needed first. */
    public static LazyDatabase at(StoreSettings.Postgresql settings, StoreFaultHook faultHook, Clock clock) {
        return new LazyDatabase(Dialect.POSTGRESQL, () -> open(settings, faultHook, clock), () -> {}, PATIENCE);
    }

    private static PostgresDatabase open(StoreSettings.Postgresql settings, StoreFaultHook faultHook, Clock clock) {
        var database = new PostgresDatabase(pool(settings), faultHook, clock);
        try (var connection = database.connections.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_CHANGE_MS);
            Migrations.POSTGRESQL.apply(connection);
            connection.setNetworkTimeout(Runnable::run, Integer.parseInt(LONGEST_SECONDS) * 1000);
            return database;
        } catch (SQLException e) {
            database.close();
            throw new StoreException(e);
        }
    }

    private static AgroalDataSource pool(StoreSettings.Postgresql settings) {
        var configuration = new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> {
            pool.maxSize(settings.connections())
                    .acquisitionTimeout(PATIENCE)
                    .reapTimeout(UNUSED)
                    .exceptionSorter(new PostgreSQLExceptionSorter())
                    .connectionFactoryConfiguration(factory -> {
                        factory.connectionProviderClass(Driver.class)
                                .jdbcUrl(settings.url())
                                .autoCommit(false)
                                .initialSql(LOCKS)
                                .jdbcProperty("ApplicationName", "kintsugi")
                                .jdbcProperty("tcpKeepAlive", "true")
                                .jdbcProperty("connectTimeout", LONGEST_SECONDS)
                                .jdbcProperty("socketTimeout", LONGEST_SECONDS);
                        settings.username().map(NamePrincipal::new).ifPresent(factory::principal);
                        settings.password().map(SimplePassword::new).ifPresent(factory::credential);
                        return factory;
                    });
            return pool;
        });
        try {
            return AgroalDataSource.from(configuration);
        } catch (SQLException e) {
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

    private Instant now() {
        return read(connection -> Sql.query(
                        connection,
                        "select clock_timestamp()",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant()))
                .getFirst();
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
