package dev.kintsugi.job;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.Result;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.Classification;
import dev.kintsugi.recovery.Decision.Reason;
import dev.kintsugi.recovery.FailureContext;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.Outcome;
import dev.kintsugi.recovery.TypedException;
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

/** Runs jobs, each through the same steps: claim, start, run, settle, announce. */
@ApplicationScoped
class JobWorker {

    private static final Progress HELD = new Progress.Warning(
            "The pictures could not be written and are held in memory: fetch them before the service ends.");

    private final JobQueue queue;
    private final JobStore store;
    private final Spare spare;
    private final JobFeed feed;
    private final GenerationService generations;
    private final Classification classification;
    private final ServiceTime serviceTime;
    private final Clock clock;
    private final Executor blocking;
    private final Leases leases;
    private final Artifacts artifacts;
    private final JobSettings settings;
    private final Set<JobId> handedBack = ConcurrentHashMap.newKeySet();
    private final Draining draining;
    private final ParkedJobs parked;
    private final SupportTickets support;

    JobWorker(
            JobQueue queue,
            JobStore store,
            Spare spare,
            JobFeed feed,
            GenerationService generations,
            Classification classification,
            ServiceTime serviceTime,
            Clock clock,
            @Blocking Executor blocking,
            Leases leases,
            Artifacts artifacts,
            JobSettings settings,
            Draining draining,
            ParkedJobs parked,
            SupportTickets support) {
        this.blocking = blocking;
        this.leases = leases;
        this.artifacts = artifacts;
        this.settings = settings;
        this.draining = draining;
        this.parked = parked;
        this.support = support;
        this.queue = queue;
        this.store = store;
        this.spare = spare;
        this.feed = feed;
        this.generations = generations;
        this.classification = classification;
        this.serviceTime = serviceTime;
        this.clock = clock;
    }

    /** Begins with waiting jobs while workers are free. */
    void wake() {
        while (!draining.hasBegun()) {
            var ticket = queue.claim();
            if (ticket.isEmpty()) {
                return;
            }
            work(ticket.get());
        }
    }

    /** Stops a job that a worker has. */
    boolean stop(JobId id) {
        handedBack.remove(id);
        var ticket = queue.claimed(id);
        ticket.ifPresent(found -> found.generation().cancel());
        return ticket.isPresent();
    }

    /**
     * Stops all jobs, so that somebody else can begin with them.
     *
     * @return how many
     */
    int handBack() {
        var claimed = queue.claimed();
        claimed.forEach(ticket -> {
            handedBack.add(ticket.job().id());
            ticket.generation().cancel();
        });
        return claimed.size();
    }

    /** Goes on with a job that this process has just claimed. */
    void adopt(Ticket ticket) {
        queue.occupy(ticket);
        feed.publish(ticket.job(), new JobEvent.Started());
        finish(ticket, ticket.job());
    }

    private void work(Ticket ticket) {
        try {
            var running = store.take(ticket.job().id(), leases.lease());
            if (running.isEmpty()) { // it was cancelled, or another process has it
                feed.close(ticket.job().id());
                free(ticket);
                return;
            }
            feed.publish(running.get(), new JobEvent.Started());
            finish(ticket, running.get());
        } catch (RuntimeException e) {
            lost(ticket, e);
        }
    }

    private void finish(Ticket ticket, Job running) {
        var result = running.attempt() > settings.attempts()
                ? tooOften(running)
                : running.order().isLate(clock.instant()) ? tooLate() : run(ticket, running);
        result.emitOn(blocking)
                .chain(made -> Uni.createFrom()
                        .item(() -> settle(running, made, ticket))
                        .onFailure(thrown -> !(thrown instanceof IllegalStateException))
                        .retry()
                        .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                        .atMost(8))
                .subscribe()
                .with(job -> announceAndFree(ticket, job), thrown -> lost(ticket, thrown));
    }

    /** Nothing of it is kept, so when its lease ends it is begun again. */
    private void lost(Ticket ticket, Throwable thrown) {
        Log.errorf(thrown, "job %s could not be kept", ticket.job().id());
        feed.close(ticket.job().id());
        free(ticket);
    }

    private void announceAndFree(Ticket ticket, Job job) {
        try {
            if (job.state().hasEnded()) {
                announce(job);
            } else {
                feed.close(job.id());
            }
        } finally {
            free(ticket);
        }
    }

    /** The next job begins on a thread of its own, so that nothing it does can touch the one that ended. */
    private void free(Ticket ticket) {
        queue.done(ticket.job().id());
        blocking.execute(this::wake);
    }

    /** How it ended; never a failure. */
    private Uni<Ended> run(Ticket ticket, Job running) {
        return Uni.createFrom()
                .deferred(() -> {
                    generations.begin(ticket.generation(), running.order().deadline());
                    return generations.generate(ticket.generation());
                })
                .<Ended>map(Ended.With::new)
                .onFailure(CancellationException.class)
                .recoverWithItem(Ended.Cancelled::new)
                .onFailure()
                .recoverWithItem(thrown -> {
                    Log.errorf(thrown, "a failure that nobody understood ended job %s", running.id());
                    var failure = classification.classify(thrown, FailureContext.NONE);
                    return new Ended.With(new Outcome.Failed<>(failure, Reason.NOTHING_LEFT, List.of()));
                });
    }

    /** A job that ends the process whenever it is computed is not computed for ever. */
    private Uni<Ended> tooOften(Job running) {
        var thrown = new TypedException(
                FailureType.GENERATION_PIPELINE_ERROR,
                "the service ended " + settings.attempts() + " times while it computed this request");
        var failure = classification.classify(thrown, FailureContext.NONE);
        return Uni.createFrom().item(new Ended.With(new Outcome.Failed<>(failure, Reason.ATTEMPTS, List.of())));
    }

    private Uni<Ended> tooLate() {
        var thrown =
                new TypedException(FailureType.INFERENCE_TIMEOUT, "Its deadline had passed before it could be begun.");
        var failure = classification.classify(thrown, FailureContext.NONE);
        return Uni.createFrom().item(new Ended.With(new Outcome.Failed<>(failure, Reason.DEADLINE, List.of())));
    }

    /** Keeps how it ended, the pictures first. */
    private Job settle(Job running, Ended end, Ticket ticket) {
        return switch (end) {
            case Ended.Cancelled _ ->
                handedBack.remove(running.id())
                        ? handBack(running)
                        : replace(running, new JobState.Cancelled(clock.instant()));
            case Ended.With with ->
                switch (with.outcome()) {
                    case Outcome.Completed<Result> done -> complete(running, done, done.value());
                    case Outcome.Recovered<Result> done -> complete(running, done, done.value());
                    case Outcome.Degraded<Result> done -> complete(running, done, done.value());
                    case Outcome.Failed<Result> failed -> fail(running, failed, ticket);
                };
        };
    }

    private Job handBack(Job running) {
        var waiting = running.resumed(new JobState.Queued());
        return store.replace(running, waiting) ? waiting : running;
    }

    private Job fail(Job running, Outcome.Failed<Result> failed, Ticket ticket) {
        var outcome = new Outcome.Failed<JobResult>(failed.failure(), failed.reason(), failed.trail());
        var now = clock.instant();
        var ended = running.order().isLate(now)
                ? new JobState.Failed(now, outcome)
                : new JobState.Running(now).fail(outcome, now);
        if (ended instanceof JobState.WaitingForUser) {
            parked.park(running, ticket.generation());
        }
        support.open(running, outcome);
        return replace(running, ended);
    }

    private Job complete(Job running, Outcome<Result> outcome, Result result) {
        return artifacts.keep(result, kept -> {
            var now = clock.instant();
            if (running.state() instanceof JobState.Running since) {
                serviceTime.completed(Duration.between(since.since(), now));
            }
            if (kept.artifacts().stream().anyMatch(made -> spare.isHeld(made.digest()))) {
                feed.publish(running, new JobEvent.Progressed(HELD, Optional.empty()));
            }
            return replace(running, new JobState.Completed(now, outcome.map(_ -> kept), kept));
        });
    }

    private Job replace(Job running, JobState state) {
        var ended = running.with(state);
        if (!store.replace(running, ended)) {
            throw new IllegalStateException("somebody else ended " + running.id());
        }
        return ended;
    }

    /** What came of a generation, before it is kept. */
    private sealed interface Ended {

        /** It ran to its end. */
        record With(Outcome<Result> outcome) implements Ended {}

        /** It was stopped. */
        record Cancelled() implements Ended {}
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
