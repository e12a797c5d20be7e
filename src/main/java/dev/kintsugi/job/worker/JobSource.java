package dev.kintsugi.job.worker;

import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.queue.WorkerSlot;
import dev.kintsugi.runtime.session.RunGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the next job for a free worker: first of those that wait here, then of those that wait at other instances. */
@ApplicationScoped
class JobSource {

    private final Ownership ownership;
    private final JobQueue queue;
    private final JobsElsewhere elsewhere;
    private final JobComputation computation;
    private final JobRelease release;
    private final DrainState drainState;

    JobSource(
            Ownership ownership,
            JobQueue queue,
            JobsElsewhere elsewhere,
            JobComputation computation,
            JobRelease release,
            DrainState drainState) {
        this.ownership = ownership;
        this.queue = queue;
        this.elsewhere = elsewhere;
        this.computation = computation;
        this.release = release;
        this.drainState = drainState;
    }

    /**
     * The next job, begun; its worker is taken until {@link JobRelease#release}. Empty if no worker is free or no job waits.
     * Blocks.
     */
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
            var companion = companion();
            if (companion.isPresent()) {
                return companion;
            }
            var slot = elsewhere.slot(first);
            var running = slot.flatMap(elsewhere::begin).map(computation::claimed);
            if (running.isPresent() || slot.filter(WorkerSlot::isWanted).isEmpty()) {
                return running;
            }
            first = false;
        }
        return Optional.empty();
    }

    /** The next job, begun on a worker that computes ones like it. Blocks. */
    private Optional<RunningJob> companion() {
        while (!drainState.hasBegun()) {
            var next = joined();
            var running = next.flatMap(this::begin);
            if (running.isPresent() || next.isEmpty()) {
                return running;
            }
        }
        return Optional.empty();
    }

    private Optional<RunnableJob> joined() {
        for (var host : queue.hosts(host -> group(host).map(RunGroup::most).orElse(0))) {
            var group = group(host);
            if (group.isPresent()) {
                var next = queue.join(host, group.get().most());
                next.ifPresent(runnable -> runnable.generation().accompany(group.get()));
                return next;
            }
        }
        return Optional.empty();
    }

    private static Optional<RunGroup> group(RunnableJob host) {
        return host.generation().group().filter(RunGroup::isOpen);
    }

    /**
     * A job that was begun and those that are begun together with it, on the same worker. If more than one is worth it, others may
     * join them later. Blocks.
     */
    List<RunningJob> withCompanions(RunningJob first) {
        var generation = first.runnable().generation();
        var most = generation.group().isPresent() ? 1 : computation.together(first.runnable());
        if (most <= 1 || drainState.hasBegun()) {
            return List.of(first);
        }
        var all = new ArrayList<RunningJob>();
        all.add(first);
        for (var companion : queue.companions(first.runnable(), most)) {
            begin(companion).ifPresent(all::add);
        }
        var group = new RunGroup(most);
        all.forEach(running -> running.runnable().generation().accompany(group));
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
            computation.prepare(runnable);
            var job = ownership.take(id);
            if (job.isEmpty()) { // it was cancelled, or another instance has it
                release.leave(id);
            }
            return job.map(begun -> RunningJob.of(runnable, begun));
        } catch (RuntimeException e) {
            release.lost(id, e);
            return Optional.empty();
        }
    }
}
