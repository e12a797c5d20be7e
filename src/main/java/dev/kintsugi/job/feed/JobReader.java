package dev.kintsugi.job.feed;

import dev.kintsugi.job.JobEvent;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One who follows a job, and gets its events one after the other, as fast as it asks for them. One that lags is spared
 * what is out of date: of steps that wait only the newest, and of previews. All else waits for it, however long it takes, and
 * so does the past that it asked for. One that throws gets no more, and the others do not notice.
 */
final class JobReader implements Flow.Subscription {

    /** An event that waits longer than this shows that its reader lags. */
    static final Duration LAG = Duration.ofMillis(50);

    private record Waiting(JobEvent event, Instant since, boolean past) {

        boolean isOutOfDate(JobEvent newer) {
            return !past && newer.supersedes(event);
        }
    }

    private final Flow.Subscriber<? super JobEvent> downstream;
    private final Clock clock;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long wanted;
    private boolean telling;
    private boolean complete;
    private boolean over;
    private @Nullable RuntimeException failure;
    private Runnable left = () -> {};

    JobReader(Flow.Subscriber<? super JobEvent> downstream, Clock clock) {
        this.downstream = downstream;
        this.clock = clock;
    }

    /** What is to be done when it goes away before the end; at once where it has. */
    void onLeave(Runnable action) {
        synchronized (this) {
            left = action;
            if (!over) {
                return;
            }
        }
        action.run();
    }

    /** What has just happened. */
    void emit(JobEvent event) {
        add(event, false);
    }

    /** What happened before it came. */
    void emitPast(JobEvent event) {
        add(event, true);
    }

    private void add(JobEvent event, boolean past) {
        synchronized (this) {
            if (over || complete) {
                return;
            }
            var now = clock.instant();
            if (!waiting.isEmpty() && isLate(waiting.peek(), now)) {
                waiting.removeIf(earlier -> earlier.isOutOfDate(event));
            }
            waiting.add(new Waiting(event, now, past));
        }
        tell();
    }

    /** Nothing follows. */
    void complete() {
        synchronized (this) {
            complete = true;
        }
        tell();
    }

    /** Only events that already wait can be sent. */
    void fail(RuntimeException thrown) {
        synchronized (this) {
            failure = thrown;
        }
        complete();
    }

    @Override
    public void request(long more) {
        synchronized (this) {
            wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
        }
        tell();
    }

    @Override
    public void cancel() {
        Runnable action;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            waiting.clear();
            action = left;
        }
        action.run();
    }

    /** One thread tells at a time; what others add meanwhile it tells as well. */
    private void tell() {
        while (begin()) {
            JobEvent next;
            synchronized (this) {
                next = next();
                over |= next == null;
                wanted -= wanted == Long.MAX_VALUE || next == null ? 0 : 1;
            }
            try {
                if (next == null) {
                    end();
                } else {
                    downstream.onNext(next);
                }
            } catch (RuntimeException e) {
                Log.warnf(e, "a reader could not take an event and is told no more");
                cancel();
            } finally {
                synchronized (this) {
                    telling = false;
                }
            }
        }
    }

    private @Nullable JobEvent next() {
        var now = clock.instant();
        for (var first = waiting.poll(); first != null; first = waiting.poll()) {
            var earlier = first;
            if (!isLate(earlier, now) || waiting.stream().noneMatch(later -> earlier.isOutOfDate(later.event()))) {
                return earlier.event();
            }
        }
        return null;
    }

    private static boolean isLate(Waiting one, Instant now) {
        return one.since().plus(LAG).isBefore(now);
    }

    private void end() {
        if (failure == null) {
            downstream.onComplete();
        } else {
            downstream.onError(failure);
        }
    }

    /** Whether an event waits and no other thread is sending. */
    private synchronized boolean begin() {
        if (telling || over || (waiting.isEmpty() ? !complete : wanted == 0)) {
            return false;
        }
        telling = true;
        return true;
    }
}
