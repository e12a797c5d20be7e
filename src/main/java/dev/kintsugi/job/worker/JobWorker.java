package dev.kintsugi.job.worker;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/**
 * Runs jobs, each through the same steps: claim, start, run, settle, announce. While one is settled and announced its worker
 * runs the next one already: a job's events are written before, and if the process ends in between it is run again.
 */
@ApplicationScoped
public class JobWorker {

    private final JobQueue queue;
    private final JobStore store;
    private final JobFeed feed;
    private final GenerationService generations;
    private final Classification classification;
    private final Clock clock;
    private final Executor blocking;
    private final Leases leases;
    private final JobSettings settings;
    private final Set<JobId> handedBack = ConcurrentHashMap.newKeySet();
    private final Set<JobId> stopped = ConcurrentHashMap.newKeySet();
    private final DrainState drainState;
    private final JobPreparation preparation;
    private final JobSignals signals;
    private final JobCompletion completion;
    private final KilledJobs killed;

    JobWorker(
            JobQueue queue,
            JobStore store,
            JobFeed feed,
            GenerationService generations,
            Classification classification,
            Clock clock,
            @Blocking Executor blocking,
            Leases leases,
            JobSettings settings,
            DrainState drainState,
            JobPreparation preparation,
            JobSignals signals,
            JobCompletion completion,
            KilledJobs killed) {
        this.blocking = blocking;
        this.leases = leases;
        this.settings = settings;
        this.drainState = drainState;
        this.preparation = preparation;
        this.signals = signals;
        this.completion = completion;
        this.killed = killed;
        this.queue = queue;
        this.store = store;
        this.feed = feed;
        this.generations = generations;
        this.classification = classification;
        this.clock = clock;
    }

    /** Begins with waiting jobs while workers are free: with those that wait here, then with those that wait elsewhere. */
    public void wake() {
        while (!drainState.hasBegun()) {
            var runnable = queue.claim();
            if (runnable.isPresent()) {
                work(runnable.get());
            } else if (!help()) {
                return;
            }
        }
    }

    /** Claims a job that waits on another instance, if this one is idle. */
    private boolean help() {
        if (!signals.hasOthers() || !queue.isIdle()) {
            return false;
        }
        var taken = waitingElsewhere();
        taken.ifPresent(job -> {
            var runnable = preparation.of(job);
            queue.occupy(runnable);
            try {
                feed.reopen(job.id());
                begin(killed.prepared(runnable), job);
            } catch (RuntimeException e) {
                lost(runnable, e);
            }
        });
        return taken.isPresent();
    }

    private Optional<Job> waitingElsewhere() {
        try {
            return store.claim(leases.lease());
        } catch (RuntimeException e) {
            Log.debugf(e, "cannot check whether jobs wait elsewhere");
            return Optional.empty();
        }
    }

    /** Stops a job that a worker has. */
    public boolean stop(JobId id) {
        var runnable = queue.claimed(id);
        runnable.ifPresent(found -> {
            stopped.add(id);
            found.generation().cancel();
        });
        return runnable.isPresent();
    }

    /** Stops a job that is in other hands by now; nothing if it has just ended. */
    void giveUp(JobId id) {
        if (store.find(id).map(job -> !job.state().hasEnded()).orElse(true)) {
            leave(id);
            stop(id);
        }
    }

    /** Stops waiting for a job that another instance runs: its readers here follow the store from now on. */
    public void leave(JobId id) {
        queue.remove(id).ifPresent(_ -> feed.close(id));
    }

    /**
     * Stops all jobs, so that another instance can start them.
     *
     * @return how many
     */
    int handBack() {
        var claimed = queue.claimed();
        claimed.forEach(runnable -> {
            handedBack.add(runnable.job().id());
            runnable.generation().cancel();
        });
        return claimed.size();
    }

    /** Begins with a job that a worker has. */
    void work(RunnableJob runnable) {
        try {
            var running = store.take(runnable.job().id(), leases.lease());
            if (running.isEmpty()) { // it was cancelled, or another process has it
                feed.close(runnable.job().id());
                free(runnable);
                return;
            }
            begin(runnable, running.get());
        } catch (RuntimeException e) {
            lost(runnable, e);
        }
    }

    private void begin(RunnableJob runnable, Job running) {
        if (running.order().isLate(clock.instant())) {
            settle(runnable, running, tooLate());
            return;
        }
        feed.publish(running, new JobEvent.Started());
        settle(runnable, running, running.attempt() > settings.attempts() ? tooOften() : answered(runnable, running));
    }

    private void settle(RunnableJob runnable, Job running, Uni<JobCompletion.Ended> result) {
        result.invoke(_ -> computed(running.id()))
                .emitOn(blocking)
                .chain(made -> settled(runnable, running, made, isHandedBack(running.id())))
                .subscribe()
                .with(job -> announceAndFree(runnable, job), thrown -> lost(runnable, thrown));
    }

    /** The next job need not wait until this one is written and told. */
    private void computed(JobId id) {
        queue.computed(id);
        if (queue.waiting() > 0) {
            blocking.execute(this::wake);
        }
    }

    /** Called once for each job. A cancelled one is not started again, also if the service ends meanwhile. */
    private boolean isHandedBack(JobId id) {
        var wasStopped = stopped.remove(id);
        return handedBack.remove(id) && !wasStopped;
    }

    /** Tried again with the same end, whatever happened at the tries before. */
    private Uni<Job> settled(RunnableJob runnable, Job running, JobCompletion.Ended made, boolean wasHandedBack) {
        return Uni.createFrom()
                .item(() -> completion.settle(running, made, runnable, wasHandedBack))
                .runSubscriptionOn(blocking) // what is tried again comes from a timer
                .onFailure(thrown -> !(thrown instanceof IllegalStateException))
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .atMost(8);
    }

    /** Nothing of it is kept, so when its lease ends it is begun again. */
    private void lost(RunnableJob runnable, Throwable thrown) {
        if (thrown instanceof IllegalStateException) {
            Log.infof("job %s is in other hands: %s", runnable.job().id(), thrown.getMessage());
        } else {
            Log.errorf(thrown, "job %s could not be kept", runnable.job().id());
        }
        feed.close(runnable.job().id());
        free(runnable);
    }

    private void announceAndFree(RunnableJob runnable, Job job) {
        try {
            if (job.state().hasEnded()) {
                announce(job);
            } else {
                feed.close(job.id());
            }
        } catch (RuntimeException e) {
            Log.errorf(
                    e, "the end of job %s is stored but cannot be sent now: clients that ask again get it", job.id());
            feed.close(job.id());
        } finally {
            free(runnable);
        }
    }

    /** The next job begins on a thread of its own, so that nothing it does can touch the one that ended. */
    private void free(RunnableJob runnable) {
        queue.done(runnable.job().id());
        blocking.execute(this::wake);
    }

    /** Computed, unless it may not be: what has ended the process again and again, and may not be lighter. */
    private Uni<JobCompletion.Ended> answered(RunnableJob runnable, Job running) {
        return runnable.generation()
                .refusal()
                .<Uni<JobCompletion.Ended>>map(failure -> Uni.createFrom()
                        .item(new JobCompletion.With(new Outcome.Failed<>(failure, Reason.POLICY, List.of()))))
                .orElseGet(() -> run(runnable, running));
    }

    /** How it ended; never a failure. */
    private Uni<JobCompletion.Ended> run(RunnableJob runnable, Job running) {
        return Uni.createFrom()
                .deferred(() -> {
                    generations.begin(runnable.generation(), running.order().deadline());
                    return generations.generate(runnable.generation());
                })
                .<JobCompletion.Ended>map(JobCompletion.With::new)
                .onFailure(CancellationException.class)
                .recoverWithItem(_ -> new JobCompletion.Cancelled())
                .onFailure()
                .recoverWithItem(thrown -> {
                    Log.errorf(thrown, "an unknown failure ended job %s", running.id());
                    var failure = classification.classify(thrown, FailureContext.NONE);
                    return new JobCompletion.With(new Outcome.Failed<>(failure, Reason.NOTHING_LEFT, List.of()));
                });
    }

    /** A job that ends the process whenever it is computed is not computed for ever. */
    private Uni<JobCompletion.Ended> tooOften() {
        var thrown = new TypedException(
                FailureType.GENERATION_PIPELINE_ERROR,
                "the service ended " + settings.attempts() + " times while it computed this request");
        var failure = classification.classify(thrown, FailureContext.NONE);
        return Uni.createFrom().item(new JobCompletion.With(new Outcome.Failed<>(failure, Reason.ATTEMPTS, List.of())));
    }

    private Uni<JobCompletion.Ended> tooLate() {
        var thrown =
                new TypedException(FailureType.INFERENCE_TIMEOUT, "Its deadline had passed before it could be begun.");
        var failure = classification.classify(thrown, FailureContext.NONE);
        return Uni.createFrom().item(new JobCompletion.With(new Outcome.Failed<>(failure, Reason.EXPIRED, List.of())));
    }

    private void announce(Job job) {
        MDC.put("correlation_id", job.correlationId());
        try {
            var end = JobEvent.endOf(job);
            if (end instanceof JobEvent.Failed failed) {
                var failure = failed.outcome().failure();
                Log.warnf("job %s failed: %s (%s)", job.id(), failure.type().code(), failure.detail());
            }
            feed.publish(job, end);
        } finally {
            MDC.remove("correlation_id");
        }
    }
}
