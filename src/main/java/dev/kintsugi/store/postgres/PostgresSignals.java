package dev.kintsugi.store.postgres;

import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Sql;
import dev.kintsugi.store.sql.StoreSettings;
import io.quarkus.logging.Log;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Signals by PostgreSQL's LISTEN and NOTIFY. They are sent together, a few milliseconds late and after what they tell of is
 * committed: notifying within each transaction would make all commits of the server wait for each other.
 */
public final class PostgresSignals implements JobSignals, AutoCloseable {

    private static final String CHANNEL = "kintsugi_jobs";
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LOOK_MS = 1000;
    private static final int ALIVE_EVERY = 10;

    private final StoreSettings.Postgresql settings;
    private final Executor blocking;
    private final String me = UUID.randomUUID().toString();
    private final SignalSender sender;
    private @Nullable Thread receiver;
    private volatile boolean closed;

    public PostgresSignals(StoreSettings.Postgresql settings, Database database, Executor blocking) {
        this.settings = settings;
        this.blocking = blocking;
        this.sender = new SignalSender(database, CHANNEL, me);
    }

    @Override
    public boolean hasOthers() {
        return true;
    }

    @Override
    public void tell(Signal signal) {
        sender.add(signal);
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
        try (var connection = PostgresConnections.ofSignals(settings)) {
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
        sender.close();
        if (receiver != null) {
            receiver.interrupt();
        }
    }
}
