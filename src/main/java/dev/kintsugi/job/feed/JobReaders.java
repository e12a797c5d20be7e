package dev.kintsugi.job.feed;

import dev.kintsugi.job.JobEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The readers of one job. Many of them are a crowd, which is told of steps together, at intervals, and only of the newest; of
 * all that lasts it is told at once, like a few. For one thread at a time.
 */
final class JobReaders {

    private static final int CROWD = 64;

    /** How much time a crowd gets for each reader to be told. */
    private static final Duration EACH = Duration.ofNanos(50_000);

    private final List<JobReader> readers = new ArrayList<>();

    /** What a crowd was not told yet: the newest of each kind. */
    private final List<JobEvent> spared = new ArrayList<>();

    boolean isEmpty() {
        return readers.isEmpty();
    }

    void add(JobReader reader) {
        tellCrowd(); // the new one is told of what is past
        readers.add(reader);
    }

    void remove(JobReader reader) {
        readers.remove(reader);
    }

    /** Tells an event, now or with {@link #tellCrowd}. */
    void tell(JobEvent event) {
        if (event.isEphemeral() && readers.size() > CROWD) {
            spared.removeIf(event::supersedes);
            spared.add(event);
        } else {
            tellCrowd();
            tellAll(event);
        }
    }

    /** How much time a crowd needs to be told of what it was spared; empty if it was told of everything. */
    Optional<Duration> waits() {
        return spared.isEmpty() ? Optional.empty() : Optional.of(EACH.multipliedBy(readers.size()));
    }

    /** Tells what was spared so far. */
    void tellCrowd() {
        spared.forEach(this::tellAll);
        spared.clear();
    }

    private void tellAll(JobEvent event) {
        List.copyOf(readers).forEach(reader -> reader.emit(event));
    }

    /** Nothing follows. */
    void complete() {
        tellCrowd();
        var all = List.copyOf(readers);
        readers.clear();
        all.forEach(JobReader::complete);
    }
}
