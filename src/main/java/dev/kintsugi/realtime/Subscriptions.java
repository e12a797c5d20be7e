package dev.kintsugi.realtime;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What one connection listens to. */
final class Subscriptions {

    private static final int MOST = 256;

    /** The token tells a subscription from a later one to the same job. */
    private record Active(Object token, Cancellable stop) {}

    private final Map<Object, Active> active = new HashMap<>();
    private boolean closed;

    /** Fails if the connection has too many subscriptions. */
    synchronized void requireRoom() {
        if (active.size() >= MOST) {
            throw new TypedException(
                    FailureType.WEBSOCKET_ERROR,
                    "one connection can follow " + MOST + " jobs; unsubscribe from some first");
        }
    }

    /**
     * Listens to a job, or to a topic, instead of what the connection heard of it before.
     *
     * @param subscribe is given what to call when there is no more to hear
     */
    synchronized void add(Object job, Function<Runnable, Cancellable> subscribe) {
        if (closed) {
            return;
        }
        remove(job);
        var token = new Object();
        active.put(job, new Active(token, subscribe.apply(() -> ended(job, token))));
    }

    synchronized void remove(Object job) {
        var before = active.remove(job);
        if (before != null) {
            before.stop().cancel();
        }
    }

    synchronized void close() {
        closed = true;
        active.values().forEach(subscription -> subscription.stop().cancel());
        active.clear();
    }

    private synchronized void ended(Object job, Object token) {
        var now = active.get(job);
        if (now != null && now.token() == token) {
            active.remove(job);
        }
    }
}
