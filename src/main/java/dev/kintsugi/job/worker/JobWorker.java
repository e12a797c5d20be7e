package dev.kintsugi.job.worker;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.Transition;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/**
 * Runs jobs, each through the same steps: claim, start, run, settle, announce. While one is settled and announced its worker
 * runs the next one already: what is told of a job is written before, and if the process ends in between it is run again.
 */
@ApplicationScoped
public class JobWorker {

    private static final int SETTLE_RETRIES = 8;

    private final JobSource source;
    private final JobComputation computation;
    private final JobCompletion completion;
    private final JobFeed feed;
    private final JobQueue queue;
    private final Executor blocking;

    JobWorker(
            JobSource source,
            JobComputation computation,
            JobCompletion completion,
            JobFeed feed,
            JobQueue queue,
            @Blocking Executor blocking) {
        this.source = source;
        this.computation = computation;
        this.completion = completion;
        this.feed = feed;
        this.queue = queue;
        this.blocking = blocking;
        queue.onWaiting(this::wake);
    }

    /** Begins with waiting jobs while workers are free. Blocks. */
    public void wake() {
        for (var next = source.next(); next.isPresent(); next = source.next()) {
            run(source.withCompanions(next.get(), computation.together(next.get())));
        }
    }

    /** Begins with a job that a worker has. Blocks. */
    void work(RunnableJob runnable) {
        source.begin(runnable).ifPresentOrElse(running -> run(List.of(running)), this::wakeSoon);
    }

    /** On a thread of its own, so that nothing the next job does can touch the one that ended. */
    private void wakeSoon() {
        blocking.execute(this::wake);
    }

    /** All are told before the first is computed, so that they begin at the same time. */
    private void run(List<RunningJob> together) {
        together.stream().filter(this::isTold).toList().forEach(this::compute);
    }

    private boolean isTold(RunningJob running) {
        try {
            if (running.runnable().again().isEmpty() && !computation.isLate(running)) {
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

    /** Computes a job that has ended once more: the outcome is given to its caller, and not kept. */
    private void again(RunningJob running, CompletableFuture<Outcome<Result>> caller) {
        computation.of(running).emitOn(blocking).subscribe().with(ended -> {
            source.release(running.id());
            switch (ended) {
                case JobComputation.With(var outcome) -> caller.complete(outcome);
                case JobComputation.Stopped _ -> caller.cancel(false);
            }
            wakeSoon();
        });
    }

    private void settle(RunningJob running, Uni<JobComputation.Ended> result) {
        result.invoke(_ -> computed(running.id()))
                .emitOn(blocking)
                .chain(ended -> settled(running, ended))
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

    /** Tried again with the same end, whatever happened at the tries before. */
    private Uni<Transition> settled(RunningJob running, JobComputation.Ended ended) {
        return Uni.createFrom()
                .item(() -> completion.settle(running, ended))
                .runSubscriptionOn(blocking) // what is tried again comes from a timer
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .atMost(SETTLE_RETRIES);
    }

    private void lost(RunningJob running, Throwable thrown) {
        source.lost(running.id(), thrown);
        wakeSoon();
    }

    private void announce(RunningJob running, Transition transition) {
        try {
            switch (transition) {
                case Transition.Made(var job) when job.state().hasEnded() -> announceEnd(job);
                case Transition.Made _ -> source.leave(running.id());
                case Transition.TakenOver _ -> {
                    Log.infof("job %s was ended by another instance meanwhile", running.id());
                    source.leave(running.id());
                }
            }
        } finally {
            wakeSoon();
        }
    }

    private void announceEnd(Job job) {
        MDC.put("correlation_id", job.correlationId());
        try {
            var end = JobEvent.endOf(job);
            if (end instanceof JobEvent.Failed failed) {
                var failure = failed.outcome().failure();
                Log.warnf("job %s failed: %s (%s)", job.id(), failure.type().code(), failure.detail());
            }
            feed.publish(job, end);
        } catch (RuntimeException e) {
            Log.errorf(
                    e, "the end of job %s is kept and cannot be told now: it is told to those who ask again", job.id());
            feed.close(job.id());
        } finally {
            MDC.remove("correlation_id");
            source.release(job.id());
        }
    }
}
