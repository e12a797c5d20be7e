package dev.kintsugi.store.postgres;

import dev.kintsugi.store.sql.StoreException;
import dev.kintsugi.store.sql.StoreSettings;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/** How this service connects to a server of PostgreSQL. */
@RegisterForReflection( // Agroal finds both by their names
        targets = Driver.class,
        classNames = "io.agroal.pool.DataSource")
final class PostgresConnections {

    /** A server that does not answer for so long is taken for gone, at any step of connecting and asking. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String LONGEST_SECONDS = String.valueOf(PATIENCE.toSeconds());

    /** Waiting for what another instance has locked is not silence of the server: it ends before that is assumed. */
    private static final String LOCKS = "set lock_timeout = '4s'";

    private static final Duration UNUSED = Duration.ofMinutes(5);

    private PostgresConnections() {}

    /**
     * A few connections that are kept open, for transactions. None is opened before it is needed.
     *
     * @throws StoreException if the settings are wrong
     */
    static AgroalDataSource pool(StoreSettings.Postgresql settings) {
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

    /** One connection of its own, on which signals are heard. */
    static Connection ofSignals(StoreSettings.Postgresql settings) throws SQLException {
        var properties = new Properties();
        settings.username().ifPresent(name -> properties.setProperty("user", name));
        settings.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", "kintsugi signals");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", LONGEST_SECONDS);
        properties.setProperty("socketTimeout", LONGEST_SECONDS);
        var connection = new Driver().connect(settings.url(), properties);
        if (connection == null) {
            throw new SQLException("not an address of PostgreSQL");
        }
        return connection;
    }
}
