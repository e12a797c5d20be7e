package dev.kintsugi.job.service;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.queue.ServiceTime;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.worker.JobPreparation;
import dev.kintsugi.job.worker.JobWorker;
import dev.kintsugi.job.worker.ParkedJobs;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.Executor;

/** Cancels and resumes jobs, wherever they are. */
@ApplicationScoped
public class JobControl {

    private final JobQueue queue;
    private final JobStore store;
    private final JobFeed feed;
    private final JobWorker worker;
    private final JobSignals signals;
    private final ServiceTime serviceTime;
    private final JobPreparation preparation;
    private final ParkedJobs parked;
    private final DrainState drainState;
    private final Clock clock;
    private final Executor blocking;

    JobControl(
            JobQueue queue,
            JobStore store,
            JobFeed feed,
            JobWorker worker,
            JobSignals signals,
            ServiceTime serviceTime,
            JobPreparation preparation,
            ParkedJobs parked,
            DrainState drainState,
            Clock clock,
            @Blocking Executor blocking) {
        this.queue = queue;
        this.store = store;
        this.feed = feed;
        this.worker = worker;
        this.signals = signals;
        this.serviceTime = serviceTime;
        this.preparation = preparation;
        this.parked = parked;
        this.drainState = drainState;
        this.clock = clock;
        this.blocking = blocking;
    }

    /**
     * Stops a job, whether it waits or runs, on a thread that may block.
     *
     * @return false if there is nothing to stop
     */
    public Uni<Boolean> cancel(JobId id) {
        return Uni.createFrom().item(() -> stop(id)).runSubscriptionOn(blocking);
    }

    private boolean stop(JobId id) {
        if (worker.stop(id)) {
            return true;
        }
        var found = store.find(id);
        if (found.isEmpty()) {
            return false;
        }
        var job = found.get();
        return switch (job.state()) {
            case JobState.Queued _ -> {
                queue.remove(id);
                yield end(job, new JobState.Cancelled(clock.instant())) || stop(id);
            }
            case JobState.Running _ -> {
                worker.leave(id);
                signals.tell(new JobSignals.Stop(id));
                yield signals.hasOthers() || worker.stop(id);
            }
            case JobState.WaitingForUser waiting -> {
                parked.take(id);
                yield end(job, waiting.cancel(clock.instant()));
            }
            case JobState.Completed _, JobState.Failed _, JobState.Cancelled _ -> false;
        };
    }

    private boolean end(Job job, JobState.Cancelled state) {
        var cancelled = job.with(state);
        if (!store.replace(job, cancelled)) {
            return false;
        }
        feed.reopen(job.id());
        feed.publish(cancelled, new JobEvent.Cancelled());
        return true;
    }

    /**
     * Resumes a job that could not be repaired, after an operator has fixed the cause: with what was asked
     * for, and with what was finished before if it is still there. Blocks until that is persisted.
     *
     * @throws TypedException concurrent_access_error if it does not wait for that, model_overloaded if too many
     *     jobs wait
     */
    public Job resume(Job job) {
        if (!(job.state() instanceof JobState.WaitingForUser waiting)) {
            throw new TypedException(
                    FailureType.CONCURRENT_ACCESS_ERROR,
                    "The job is " + job.state().code() + ": only one that waits for a person can be resumed.");
        }
        drainState.requireOpen();
        var queued = job.resumed(waiting.resume(), clock.instant());
        var before = queue.reserve(job.order().priority(), job.caller());
        var added = false;
        try {
            if (!store.replace(job, queued)) {
                throw new TypedException(FailureType.CONCURRENT_ACCESS_ERROR, "Another request has resumed the job.");
            }
            feed.reopen(job.id());
            feed.publish(
                    queued, new JobEvent.Queued(before, serviceTime.wait(before + queue.running(), queue.workers())));
            queue.add(parked.take(job.id())
                    .map(generation -> {
                        generation.reopen();
                        return new RunnableJob(queued, generation);
                    })
                    .orElseGet(() -> preparation.of(queued)));
            added = true;
        } finally {
            if (!added) {
                queue.release(job.caller());
                feed.close(job.id()); // if it is stored as waiting, the sweeper finds it
            }
        }
        worker.wake();
        return queued;
    }
}
