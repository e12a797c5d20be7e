package dev.kintsugi.job.worker;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.LostJobs;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.Transition;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.support.RecoveryLog;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/** Keeps how jobs ended, however often that must be tried, and announces it. */
@ApplicationScoped
class JobSettlement {

    private static final int RETRIES = 8;

    private final JobCompletion completion;
    private final JobFeed feed;
    private final JobRelease release;
    private final LostJobs lost;
    private final Admission admission;
    private final Executor blocking;

    JobSettlement(
            JobCompletion completion,
            JobFeed feed,
            JobRelease release,
            LostJobs lost,
            Admission admission,
            @Blocking Executor blocking) {
        this.completion = completion;
        this.lost = lost;
        this.admission = admission;
        this.feed = feed;
        this.release = release;
        this.blocking = blocking;
    }

    /** Keeps how a job ended; if that cannot be written and it may not be computed once more, it fails for that reason. */
    Uni<Transition> settle(RunningJob running, JobComputation.Ended ended) {
        return switch (ended) {
            case JobComputation.Stopped _ -> kept(running, ended);
            case JobComputation.With _ ->
                kept(running, ended).onFailure().recoverWithUni(thrown -> atLast(running, thrown));
        };
    }

    private Uni<Transition> atLast(RunningJob running, Throwable thrown) {
        return lost.atLast(running, thrown)
                .map(failed -> kept(running, new JobComputation.With(failed)))
                .orElseGet(() -> Uni.createFrom().failure(thrown));
    }

    /** Tried again with the same end, whatever happened at the tries before. */
    private Uni<Transition> kept(RunningJob running, JobComputation.Ended ended) {
        return Uni.createFrom()
                .item(() -> completion.settle(running, ended))
                .runSubscriptionOn(blocking) // what is tried again comes from a timer
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .atMost(RETRIES);
    }

    /** Gives the outcome of a job that has ended before and was computed once more to its caller; nothing is kept. */
    void answer(RunningJob running, JobComputation.Ended ended, CompletableFuture<Outcome<Result>> caller) {
        release.release(running.id());
        switch (ended) {
            case JobComputation.With(var outcome) -> caller.complete(outcome);
            case JobComputation.Stopped _ -> caller.cancel(false);
        }
    }

    /** Tells the readers of a job what came of it, and releases its worker. Blocks. */
    void announce(RunningJob running, Transition transition) {
        switch (transition) {
            case Transition.Made(var job) when job.state().hasEnded() -> announceEnd(job);
            case Transition.Made(var job) when job.state().postponement().isPresent() -> waitAgain(running, job);
            case Transition.Made _ -> release.leave(running.id());
            case Transition.TakenOver _ -> {
                Log.infof("job %s was ended by another instance meanwhile", running.id());
                release.leave(running.id());
            }
        }
    }

    private void waitAgain(RunningJob running, Job job) {
        var generation = running.runnable().generation();
        try {
            generation.reopen();
            admission.postpone(new RunnableJob(job, generation));
            release.released(job.id());
        } catch (RuntimeException e) {
            release.lost(job.id(), e); // it is found again when its time has come
        }
    }

    private void announceEnd(Job job) {
        MDC.put("correlation_id", job.correlationId());
        try {
            var end = JobEvent.endOf(job);
            if (end instanceof JobEvent.Failed failed) {
                RecoveryLog.failed(job, failed.outcome().failure());
            }
            feed.publish(job, end);
        } catch (RuntimeException e) {
            Log.errorf(
                    e, "the end of job %s is kept and cannot be told now: it is told to those who ask again", job.id());
            feed.close(job.id());
        } finally {
            MDC.remove("correlation_id");
            release.release(job.id());
        }
    }
}
