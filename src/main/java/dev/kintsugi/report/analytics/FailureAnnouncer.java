package dev.kintsugi.report.analytics;

import dev.kintsugi.pipeline.Blocking;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells the listeners of failures, on a thread that no request waits for. */
@ApplicationScoped
class FailureAnnouncer {

    private static final int MOST = 1000;

    private final List<FailureListener> listeners;
    private final Executor blocking;
    private final Queue<FailureRecord> waiting = new ArrayBlockingQueue<>(MOST);
    private final AtomicBoolean telling = new AtomicBoolean();

    FailureAnnouncer(@All List<FailureListener> listeners, @Blocking Executor blocking) {
        this.listeners = listeners;
        this.blocking = blocking;
    }

    /** Never blocks. */
    void announce(FailureRecord failure) {
        if (!listeners.isEmpty() && waiting.offer(failure)) {
            begin();
        }
    }

    private void begin() {
        if (!waiting.isEmpty() && telling.compareAndSet(false, true)) {
            try {
                blocking.execute(this::tell);
            } catch (RejectedExecutionException e) { // the service ends
                telling.set(false);
            }
        }
    }

    private void tell() {
        try {
            for (var next = waiting.poll(); next != null; next = waiting.poll()) {
                tell(next);
            }
        } finally {
            telling.set(false);
        }
        begin();
    }

    private void tell(FailureRecord failure) {
        for (var listener : listeners) {
            try {
                listener.on(failure);
            } catch (RuntimeException e) {
                Log.errorf(e, "a listener failed on %s", failure.type().code());
            }
        }
    }
}
