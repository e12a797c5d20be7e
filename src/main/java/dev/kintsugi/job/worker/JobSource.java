package dev.kintsugi.job.worker;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.queue.WorkerSlot;
import dev.kintsugi.runtime.session.RunGroup;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the next job for a free worker: first of those that wait here, then of those that wait at other instances. */
@ApplicationScoped
class JobSource {

    private final Ownership ownership;
    private final JobQueue queue;
    private final JobFeed feed;
    private final JobPreparation preparation;
    private final StopRequests stops;
    private final DrainState drainState;

    JobSource(
            Ownership ownership,
            JobQueue queue,
            JobFeed feed,
            JobPreparation preparation,
            StopRequests stops,
            DrainState drainState) {
        this.ownership = ownership;
        this.queue = queue;
        this.feed = feed;
        this.preparation = preparation;
        this.stops = stops;
        this.drainState = drainState;
    }

    /** The next job, begun; its worker is taken until {@link #release}. Empty if no worker is free or no job waits. Blocks. */
    Optional<RunningJob> next() {
        var first = true;
        while (!drainState.hasBegun()) {
            var runnable = queue.claim();
            if (runnable.isPresent()) {
                var running = begin(runnable.get());
                if (running.isPresent()) {
                    return running;
                }
                continue;
            }
            var slot = slot(first);
            var running = slot.flatMap(this::elsewhere);
            if (running.isPresent() || slot.filter(WorkerSlot::isWanted).isEmpty()) {
                return running;
            }
            first = false;
        }
        return Optional.empty();
    }

    private Optional<WorkerSlot> slot(boolean first) {
        return ownership.isShared() ? queue.takeSlot(first) : Optional.empty();
    }

    /** A job that was begun and those that are begun together with it, on the same worker. Blocks. */
    List<RunningJob> withCompanions(RunningJob first, int most) {
        if (most <= 1 || drainState.hasBegun()) {
            return List.of(first);
        }
        var all = new ArrayList<RunningJob>();
        all.add(first);
        for (var companion : queue.companions(first.runnable(), most)) {
            begin(companion).ifPresent(all::add);
        }
        if (all.size() > 1) {
            var group = new RunGroup();
            all.forEach(running -> running.runnable().generation().accompany(group, all.size()));
        }
        return all;
    }

    /** Begins with a job that a worker has; empty if it cannot be begun, and then it is released. Blocks. */
    Optional<RunningJob> begin(RunnableJob runnable) {
        var id = runnable.job().id();
        if (runnable.again().isPresent()) { // it ended before, and no store has it under this id
            return Optional.of(
                    RunningJob.of(runnable, runnable.job().begun(runnable.job().created())));
        }
        try {
            var job = ownership.take(id);
            if (job.isEmpty()) { // it was cancelled, or another instance has it
                leave(id);
            }
            return job.map(begun -> RunningJob.of(runnable, begun));
        } catch (RuntimeException e) {
            lost(id, e);
            return Optional.empty();
        }
    }

    /** A job of another instance, for a worker that is kept for one. */
    private Optional<RunningJob> elsewhere(WorkerSlot slot) {
        try {
            return waitingElsewhere(slot).flatMap(job -> begunElsewhere(slot, job));
        } finally {
            queue.giveBack(slot);
        }
    }

    private Optional<Job> waitingElsewhere(WorkerSlot slot) {
        try {
            return ownership.claim(slot.kinds());
        } catch (RuntimeException e) {
            Log.debugf(e, "the store does not say whether jobs wait at other instances");
            return Optional.empty();
        }
    }

    private Optional<RunningJob> begunElsewhere(WorkerSlot slot, Job job) {
        try {
            var runnable = preparation.of(job);
            queue.fill(slot, runnable);
            feed.reopen(job.id());
            return Optional.of(RunningJob.of(runnable, job));
        } catch (RuntimeException e) {
            lost(job.id(), e);
            return Optional.empty();
        }
    }

    /** Nothing of it is kept: it is begun again when its lease expires. */
    void lost(JobId id, Throwable thrown) {
        Log.errorf(thrown, "job %s could not be kept", id);
        leave(id);
    }

    /** Leaves a job that a worker has to other instances. */
    void leave(JobId id) {
        try {
            feed.close(id);
        } catch (RuntimeException e) {
            Log.warnf("readers of job %s cannot follow it now: %s", id, e.getMessage());
        } finally {
            release(id);
        }
    }

    /** The worker of a job is free. */
    void release(JobId id) {
        queue.done(id);
        stops.forget(id);
    }
}
