package dev.kintsugi.job.feed;

import dev.kintsugi.job.JobEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for one reader, in order. A reader that lags is spared what is out of date: of steps that wait all but the
 * newest, and previews. For one thread at a time.
 */
final class ReaderBacklog {

    /** An event that waits longer than this shows that its reader lags. */
    static final Duration LAG = Duration.ofMillis(50);

    private record Waiting(JobEvent event, Instant since, boolean past) {

        boolean isOutOfDate(JobEvent newer) {
            return !past && newer.supersedes(event);
        }

        boolean isLate(Instant now) {
            return since.plus(LAG).isBefore(now);
        }
    }

    private final Deque<Waiting> waiting = new ArrayDeque<>();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void clear() {
        waiting.clear();
    }

    /** @param past whether it happened before the reader came: then it is never out of date */
    void add(JobEvent event, boolean past, Instant now) {
        if (!waiting.isEmpty() && waiting.peek().isLate(now)) {
            waiting.removeIf(earlier -> earlier.isOutOfDate(event));
        }
        waiting.add(new Waiting(event, now, past));
    }

    /** Takes the next one that is worth sending. */
    @Nullable
    JobEvent next(Instant now) {
        for (var first = waiting.poll(); first != null; first = waiting.poll()) {
            var earlier = first;
            if (!earlier.isLate(now) || waiting.stream().noneMatch(later -> earlier.isOutOfDate(later.event()))) {
                return earlier.event();
            }
        }
        return null;
    }
}
