package dev.kintsugi.store.jobs;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.store.jobs.HeldJobs.Refusals;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Events that are not kept, of the newest jobs that have any. From the first of them on, all events of a job are. */
final class UnpersistedEvents {

    private static final int MOST_JOBS = 256;

    /** What there is of one job. */
    private static final class Late {
        private final Deque<EventBatch> batches = new ArrayDeque<>();
        private long last;
    }

    private final Map<JobId, Late> jobs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Late> eldest) {
            return size() > MOST_JOBS;
        }
    };

    synchronized void add(EventBatch batch) {
        var late = jobs.computeIfAbsent(batch.job(), _ -> new Late());
        late.last = batch.reserve();
        if (!batch.isEphemeral()) {
            late.batches.add(new EventBatch(batch.job(), batch.lasting(), batch.reserved(), batch.reserve()));
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
        var refusals = new Refusals();
        for (var job : jobs()) {
            if (!held.test(job)) {
                refusals.passOver(() -> keepIn(store, alone, job));
            }
        }
        refusals.throwLast();
    }

    private void keepIn(JobStore store, boolean alone, JobId job) {
        for (var batch = first(job); batch.isPresent(); batch = first(job)) {
            if (store.append(batch.get()) || alone) {
                isKept(batch.get());
            } else {
                forget(job); // others have told of it meanwhile
            }
        }
    }

    private synchronized List<JobId> jobs() {
        return List.copyOf(jobs.keySet());
    }

    /** The last number that is reserved for one of a job, 0 if there is none. */
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
        late.batches.stream()
                .flatMap(batch -> batch.events().stream())
                .filter(event -> event.seq() > after)
                .forEach(all::add);
        return all;
    }

    /** The first one of a job that is not kept; nothing if there is none any more, and then nothing is known of it. */
    private synchronized Optional<EventBatch> first(JobId job) {
        var late = jobs.get(job);
        if (late == null || !late.batches.isEmpty()) {
            return late == null ? Optional.empty() : Optional.of(late.batches.getFirst());
        }
        jobs.remove(job);
        return Optional.empty();
    }

    private synchronized void forget(JobId job) {
        jobs.remove(job);
    }

    /** The first ones of their job are kept now. */
    private synchronized void isKept(EventBatch batch) {
        var late = jobs.get(batch.job());
        if (late != null) {
            late.batches.remove(batch);
        }
    }
}
