package dev.kintsugi.job.worker;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.Transition;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.recovery.trail.Outcome;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Runs jobs that were claimed, each through the same steps: start, run, settle, announce. While one is settled and announced
 * its worker runs the next one already: what is told of a job is written before, and if the process ends in between it is run
 * again.
 */
@ApplicationScoped
class JobExecution {

    private final JobComputation computation;
    private final JobSettlement settlement;
    private final JobRelease release;
    private final JobFeed feed;
    private final JobQueue queue;
    private final Executor blocking;

    JobExecution(
            JobComputation computation,
            JobSettlement settlement,
            JobRelease release,
            JobFeed feed,
            JobQueue queue,
            @Blocking Executor blocking) {
        this.computation = computation;
        this.settlement = settlement;
        this.release = release;
        this.feed = feed;
        this.queue = queue;
        this.blocking = blocking;
    }

    /** Runs jobs on one worker. All are told before the first is computed, so that they begin at the same time. Blocks. */
    void run(List<RunningJob> together) {
        together.stream().filter(this::isTold).toList().forEach(this::compute);
    }

    /** On a thread of its own, so that nothing the next job does can touch the one that ended. */
    void wakeSoon() {
        blocking.execute(queue::wake);
    }

    private boolean isTold(RunningJob running) {
        try {
            if (running.runnable().again().isEmpty() && !computation.isOver(running)) {
                feed.publish(running.job(), new JobEvent.Started());
            }
            return true;
        } catch (RuntimeException e) {
            lost(running, e);
            return false;
        }
    }

    private void compute(RunningJob running) {
        if (running.runnable().again().isPresent()) {
            again(running, running.runnable().again().get());
            return;
        }
        try {
            settle(running, computation.of(running));
        } catch (RuntimeException e) {
            lost(running, e);
        }
    }

    private void again(RunningJob running, CompletableFuture<Outcome<Result>> caller) {
        computation.of(running).emitOn(blocking).subscribe().with(ended -> {
            settlement.answer(running, ended, caller);
            wakeSoon();
        });
    }

    private void settle(RunningJob running, Uni<JobComputation.Ended> result) {
        result.invoke(_ -> computed(running.id()))
                .emitOn(blocking)
                .chain(ended -> settlement.settle(running, ended))
                .subscribe()
                .with(transition -> announce(running, transition), thrown -> lost(running, thrown));
    }

    /** The next job need not wait until this one is written and told. */
    private void computed(JobId id) {
        queue.computed(id);
        if (queue.waiting() > 0) {
            wakeSoon();
        }
    }

    private void announce(RunningJob running, Transition transition) {
        try {
            settlement.announce(running, transition);
        } finally {
            wakeSoon();
        }
    }

    private void lost(RunningJob running, Throwable thrown) {
        release.lost(running.id(), thrown);
        wakeSoon();
    }
}
