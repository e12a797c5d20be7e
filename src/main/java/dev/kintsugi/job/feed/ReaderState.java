package dev.kintsugi.job.feed;

import dev.kintsugi.job.JobEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What waits for one reader, how much it asked for, and whether it is told something just now. */
final class ReaderState {

    private final ReaderBacklog backlog = new ReaderBacklog();
    private long wanted;
    private boolean telling;
    private boolean complete;
    private boolean over;
    private @Nullable RuntimeException failure;
    private Runnable left = () -> {};

    /** What is to be done when the reader goes away before the end; false if it has. */
    synchronized boolean onLeave(Runnable action) {
        left = action;
        return !over;
    }

    /** No effect once nothing may follow. */
    synchronized void add(JobEvent event, boolean past, Instant now) {
        if (!over && !complete) {
            backlog.add(event, past, now);
        }
    }

    /** The reader asks for so many more. */
    synchronized void request(long more) {
        wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
    }

    /** Nothing follows what waits. */
    synchronized void complete() {
        complete = true;
    }

    /** The same, and the reader is told of a failure then. */
    synchronized void fail(RuntimeException thrown) {
        failure = thrown;
        complete = true;
    }

    /** The reader goes away; what is to be done then, once. */
    synchronized Optional<Runnable> leave() {
        if (over) {
            return Optional.empty();
        }
        over = true;
        backlog.clear();
        return Optional.of(left);
    }

    /** Whether the reader can be told something, which ends with {@link #told}, and no other thread is doing so. */
    synchronized boolean begin() {
        if (telling || over || (backlog.isEmpty() ? !complete : wanted == 0)) {
            return false;
        }
        telling = true;
        return true;
    }

    /** What it is to be told; empty if that is the end. */
    synchronized Optional<JobEvent> next(Instant now) {
        var next = backlog.next(now);
        over |= next == null;
        wanted -= wanted == Long.MAX_VALUE || next == null ? 0 : 1;
        return Optional.ofNullable(next);
    }

    synchronized void told() {
        telling = false;
    }

    synchronized Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }
}
