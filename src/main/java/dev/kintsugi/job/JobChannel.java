package dev.kintsugi.job;

import java.util.ArrayList;
import java.util.List;

/**
 * Those who listen to one job that is not final. This process tells of its own jobs; those of others it reads from the
 * store. Whoever uses it holds its lock.
 */
final class JobChannel {

    private final JobId job;
    private final JobStore store;
    private final List<JobReader> readers = new ArrayList<>();
    private volatile boolean own;
    private long last;

    JobChannel(JobId job, JobStore store, boolean own) {
        this.job = job;
        this.store = store;
        this.own = own;
    }

    JobId job() {
        return job;
    }

    /** The number of the last event that was told. */
    long last() {
        return last;
    }

    /** Whether this process tells of the job. */
    boolean isOwn() {
        return own;
    }

    boolean isFollowed() {
        return !readers.isEmpty();
    }

    /**
     * This process tells of the job from now on, after what was told.
     *
     * @return false where it does already
     */
    boolean own() {
        if (own) {
            return false;
        }
        follow();
        last = store.lastEvent(job);
        own = true;
        return true;
    }

    void disown() {
        own = false;
    }

    void add(JobReader reader) {
        readers.add(reader);
    }

    void remove(JobReader reader) {
        readers.remove(reader);
    }

    /** Tells all readers. */
    void tell(JobEvent event) {
        last = event.seq();
        List.copyOf(readers).forEach(reader -> reader.emit(event));
    }

    /**
     * Tells what is kept and was not told.
     *
     * @return whether that was the end
     */
    boolean follow() {
        var ended = false;
        for (var event : store.events(job, last)) {
            tell(event);
            ended = event.isLast();
        }
        return ended;
    }

    void complete() {
        List.copyOf(readers).forEach(JobReader::complete);
    }

    /** What was told after a number. */
    List<JobEvent> past(long after) {
        return store.events(job, after).stream()
                .filter(event -> event.seq() <= last)
                .toList();
    }
}
