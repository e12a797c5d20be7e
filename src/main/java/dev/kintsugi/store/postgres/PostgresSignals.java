package dev.kintsugi.store.postgres;

import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreSettings;
import io.quarkus.logging.Log;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * Signals by PostgreSQL's LISTEN and NOTIFY. They are sent together, a few milliseconds late and after what they tell of is
 * committed: notifying within each transaction would make all commits of the server wait for each other.
 */
public final class PostgresSignals implements JobSignals, AutoCloseable {

    private static final String CHANNEL = "kintsugi_jobs";
    private static final long TOGETHER_NANOS = Duration.ofMillis(5).toNanos();
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LOOK_MS = 1000;
    private static final int ALIVE_EVERY = 10;

    private final StoreSettings.Postgresql settings;
    private final Database database;
    private final Executor blocking;
    private final String me = UUID.randomUUID().toString();
    private final LinkedHashSet<Signal> waiting = new LinkedHashSet<>();
    private final Thread sender;
    private @Nullable Thread receiver;
    private volatile boolean closed;

    public PostgresSignals(StoreSettings.Postgresql settings, Database database, Executor blocking) {
        this.settings = settings;
        this.database = database;
        this.blocking = blocking;
        this.sender = Thread.ofVirtual().name("signals-sender").start(this::send);
    }

    @Override
    public boolean hasOthers() {
        return true;
    }

    @Override
    public synchronized void tell(Signal signal) {
        waiting.add(signal);
        LockSupport.unpark(sender);
    }

    private void send() {
        while (!closed) {
            var some = some();
            if (some.isEmpty()) {
                LockSupport.park(this);
                continue;
            }
            try {
                for (var text : SignalText.of(me, some)) {
                    database.read(
                            connection -> Sql.query(connection, "select pg_notify(?, ?)", _ -> true, CHANNEL, text));
                }
            } catch (RuntimeException e) {
                Log.debugf(e, "%d signals are lost", some.size());
            }
            LockSupport.parkNanos(TOGETHER_NANOS);
        }
    }

    private synchronized List<Signal> some() {
        var some = List.copyOf(waiting);
        waiting.clear();
        return some;
    }

    @Override
    public void listen(Consumer<Signal> listener) {
        receiver = Thread.ofPlatform().daemon().name("signals-receiver").start(() -> {
            while (!closed) {
                try {
                    receive(listener);
                } catch (SQLException | RuntimeException e) {
                    Log.debugf(e, "signals of other instances cannot be heard; it is tried again");
                    LockSupport.parkNanos(AGAIN_NANOS);
                }
            }
        });
    }

    private void receive(Consumer<Signal> listener) throws SQLException {
        var properties = new Properties();
        settings.username().ifPresent(name -> properties.setProperty("user", name));
        settings.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", "kintsugi signals");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", PostgresDatabase.LONGEST_SECONDS);
        properties.setProperty("socketTimeout", PostgresDatabase.LONGEST_SECONDS);
        try (var connection = new Driver().connect(settings.url(), properties)) {
            if (connection == null) {
                throw new SQLException("not an address of PostgreSQL");
            }
            Sql.change(connection, "listen " + CHANNEL);
            listener.accept(new Waiting()); // whatever was signalled before
            for (int looks = 1; !closed; looks++) {
                if (looks % ALIVE_EVERY == 0) {
                    Sql.query(connection, "select 1", _ -> true); // a server that is gone tells nothing, for ever
                }
                for (var heard : connection.unwrap(PGConnection.class).getNotifications(LOOK_MS)) {
                    SignalText.read(heard.getParameter(), me)
                            .forEach(signal -> blocking.execute(() -> listener.accept(signal)));
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(sender);
        if (receiver != null) {
            receiver.interrupt();
        }
    }
}
