package dev.kintsugi.realtime;

import dev.kintsugi.job.JobId;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What one connection listens to. */
final class Subscriptions {

    private static final int MOST = 256;

    private final Map<JobId, Cancellable> active = new HashMap<>();
    private boolean closed;

    /** Listens to a job, instead of what the connection heard of it before. */
    synchronized void add(JobId job, Supplier<Cancellable> subscribe) {
        if (closed) {
            return;
        }
        remove(job);
        if (active.size() >= MOST) {
            throw new TypedException(
                    FailureType.WEBSOCKET_ERROR,
                    "one connection can follow " + MOST + " jobs; unsubscribe from some first");
        }
        active.put(job, subscribe.get());
    }

    synchronized void remove(JobId job) {
        var before = active.remove(job);
        if (before != null) {
            before.cancel();
        }
    }

    synchronized void close() {
        closed = true;
        active.values().forEach(Cancellable::cancel);
        active.clear();
    }
}
