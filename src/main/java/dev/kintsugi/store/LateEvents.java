package dev.kintsugi.store;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Events that are not kept, of the newest jobs that have any. From the first of them on, all events of a job are. */
final class LateEvents {

    private static final int MOST_JOBS = 256;

    /** What there is of one job; of previews only the number. */
    private static final class Late {
        private final List<JobEvent> events = new ArrayList<>();
        private long last;
    }

    private final Map<JobId, Late> jobs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Late> eldest) {
            return size() > MOST_JOBS;
        }
    };

    synchronized void add(JobEvent event) {
        var late = jobs.computeIfAbsent(event.job(), _ -> new Late());
        late.last = event.seq();
        if (!event.isPreview()) {
            late.events.add(event);
        }
    }

    synchronized boolean has(JobId job) {
        return jobs.containsKey(job);
    }

    /**
     * Keeps them after all, but for those of jobs that are held.
     *
     * @param alone whether no other process tells of the same jobs
     */
    void keepIn(JobStore store, boolean alone, Predicate<JobId> held) {
        for (var job : jobs()) {
            if (held.test(job)) {
                continue;
            }
            for (var event = first(job); event.isPresent(); event = first(job)) {
                if (store.append(event.get()) || alone) {
                    isKept(event.get());
                } else {
                    forget(job); // others have told of it meanwhile
                }
            }
        }
    }

    private synchronized List<JobId> jobs() {
        return List.copyOf(jobs.keySet());
    }

    /** The number of the last one of a job, 0 where there is none. */
    synchronized long last(JobId job) {
        var late = jobs.get(job);
        return late == null ? 0 : late.last;
    }

    /** The events of a job that are kept, and these after them. */
    synchronized List<JobEvent> after(List<JobEvent> kept, JobId job, long after) {
        var late = jobs.get(job);
        if (late == null) {
            return kept;
        }
        var all = new ArrayList<>(kept);
        late.events.stream().filter(event -> event.seq() > after).forEach(all::add);
        return all;
    }

    /** The first one of a job that is not kept; nothing where there is none any more, and then nothing is known of it. */
    private synchronized Optional<JobEvent> first(JobId job) {
        var late = jobs.get(job);
        if (late == null || !late.events.isEmpty()) {
            return late == null ? Optional.empty() : Optional.of(late.events.getFirst());
        }
        jobs.remove(job);
        return Optional.empty();
    }

    private synchronized void forget(JobId job) {
        jobs.remove(job);
    }

    /** The first one of its job is kept now. */
    private synchronized void isKept(JobEvent event) {
        var late = jobs.get(event.job());
        if (late != null) {
            late.events.remove(event);
        }
    }
}
