package dev.kintsugi.store.postgres;

import dev.kintsugi.job.store.JobSignals.Signal;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.Sql;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends signals by NOTIFY on a thread of its own, those of a few milliseconds together and each once. */
final class SignalSender implements AutoCloseable {

    private static final long TOGETHER_NANOS = Duration.ofMillis(5).toNanos();

    private final Database database;
    private final String channel;
    private final String me;
    private final LinkedHashSet<Signal> waiting = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param me by what others know who tells them
     */
    SignalSender(Database database, String channel, String me) {
        this.database = database;
        this.channel = channel;
        this.me = me;
        this.thread = Thread.ofVirtual().name("signals-sender").start(this::send);
    }

    /** Never blocks. */
    synchronized void add(Signal signal) {
        waiting.add(signal);
        LockSupport.unpark(thread);
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
                            connection -> Sql.query(connection, "select pg_notify(?, ?)", _ -> true, channel, text));
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
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
