package dev.kintsugi.report.analytics;

import dev.kintsugi.pipeline.Blocking;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the listeners of failures, on a thread that no request waits for. What waits is bounded by the number of kinds of
 * failures, so that none is lost however many there are.
 */
@ApplicationScoped
class FailureAnnouncer {

    /** What is told together. */
    private record Kind(FailureKey key, FailureOutcome outcome) {
        static Kind of(FailureRecord failure) {
            return new Kind(failure.key(), failure.outcome());
        }
    }

    private record Waiting(FailureRecord first, long times) {
        Waiting and(Waiting later) {
            return new Waiting(first, times + later.times);
        }
    }

    private final List<FailureListener> listeners;
    private final Executor blocking;
    private final SequencedMap<Kind, Waiting> waiting = new LinkedHashMap<>();
    private final AtomicBoolean telling = new AtomicBoolean();

    FailureAnnouncer(@All List<FailureListener> listeners, @Blocking Executor blocking) {
        this.listeners = listeners;
        this.blocking = blocking;
    }

    /** Never blocks. */
    void announce(FailureRecord failure) {
        if (!listeners.isEmpty()) {
            synchronized (waiting) {
                waiting.merge(Kind.of(failure), new Waiting(failure, 1), Waiting::and);
            }
            begin();
        }
    }

    private void begin() {
        if (isAnyWaiting() && telling.compareAndSet(false, true)) {
            try {
                blocking.execute(this::tell);
            } catch (RejectedExecutionException e) { // the service ends
                telling.set(false);
            }
        }
    }

    private boolean isAnyWaiting() {
        synchronized (waiting) {
            return !waiting.isEmpty();
        }
    }

    private Optional<Waiting> next() {
        synchronized (waiting) {
            return Optional.ofNullable(waiting.pollFirstEntry()).map(Map.Entry::getValue);
        }
    }

    private void tell() {
        try {
            for (var next = next(); next.isPresent(); next = next()) {
                tell(next.get());
            }
        } finally {
            telling.set(false);
        }
        begin();
    }

    private void tell(Waiting next) {
        for (var listener : listeners) {
            try {
                listener.on(next.first(), next.times());
            } catch (RuntimeException e) {
                Log.errorf(e, "a listener failed on %s", next.first().type().code());
            }
        }
    }
}
