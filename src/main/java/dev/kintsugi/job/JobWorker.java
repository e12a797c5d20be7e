package dev.kintsugi.job;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.Result;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.recovery.Classification;
import dev.kintsugi.recovery.Decision.Reason;
import dev.kintsugi.recovery.FailureContext;
import dev.kintsugi.recovery.Outcome;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/** Runs jobs, each through the same steps: claim, start, run, settle, announce. */
@ApplicationScoped
class JobWorker {

    private final JobQueue queue;
    private final JobStore store;
    private final JobFeed feed;
    private final GenerationService generations;
    private final Classification classification;
    private final ServiceTime serviceTime;
    private final ParkedJobs parked;
    private final SupportTickets tickets;
    private final Clock clock;
    private final Executor blocking;

    JobWorker(
            JobQueue queue,
            JobStore store,
            JobFeed feed,
            GenerationService generations,
            Classification classification,
            ServiceTime serviceTime,
            ParkedJobs parked,
            SupportTickets tickets,
            Clock clock,
            @Blocking Executor blocking) {
        this.blocking = blocking;
        this.queue = queue;
        this.store = store;
        this.feed = feed;
        this.generations = generations;
        this.classification = classification;
        this.serviceTime = serviceTime;
        this.parked = parked;
        this.tickets = tickets;
        this.clock = clock;
    }

    /** Begins with waiting jobs while workers are free. */
    void wake() {
        for (var ticket = queue.claim(); ticket.isPresent(); ticket = queue.claim()) {
            work(ticket.get());
        }
    }

    /** Stops a job that a worker has. */
    boolean stop(JobId id) {
        var ticket = queue.claimed(id);
        ticket.ifPresent(found -> found.generation().cancel());
        return ticket.isPresent();
    }

    private void work(Ticket ticket) {
        start(ticket.job())
                .chain(running -> run(ticket).map(state -> settle(running, state, ticket)))
                .subscribe()
                .with(job -> announceAndFree(ticket, job), thrown -> {
                    Log.errorf(thrown, "job %s was lost", ticket.job().id());
                    free(ticket);
                });
    }

    private void announceAndFree(Ticket ticket, Job job) {
        try {
            announce(job);
        } finally {
            free(ticket);
        }
    }

    /** The next job begins on a thread of its own, so that nothing it does can touch the one that ended. */
    private void free(Ticket ticket) {
        queue.done(ticket.job().id());
        blocking.execute(this::wake);
    }

    private Uni<Job> start(Job job) {
        var running = job.with(new JobState.Queued().start(clock.instant()));
        return store.replace(job, running)
                ? Uni.createFrom().item(running).invoke(() -> feed.publish(running, new JobEvent.Started()))
                : Uni.createFrom().failure(new IllegalStateException("somebody else took " + job.id()));
    }

    /** How it ended; never a failure. */
    private Uni<JobState> run(Ticket ticket) {
        var began = new JobState.Running(clock.instant());
        return Uni.createFrom()
                .deferred(() -> {
                    generations.begin(ticket.generation());
                    return generations.generate(ticket.generation());
                })
                .map(outcome -> ended(began, outcome))
                .onFailure(CancellationException.class)
                .recoverWithItem(() -> began.cancel(clock.instant()))
                .onFailure()
                .recoverWithItem(thrown -> {
                    Log.errorf(
                            thrown,
                            "a failure that nobody understood ended job %s",
                            ticket.job().id());
                    var failure = classification.classify(thrown, FailureContext.NONE);
                    return began.fail(new Outcome.Failed<>(failure, Reason.NOTHING_LEFT, List.of()), clock.instant());
                });
    }

    private JobState ended(JobState.Running running, Outcome<Result> outcome) {
        var now = clock.instant();
        return switch (outcome) {
            case Outcome.Completed<Result> completed -> running.complete(completed, completed.value(), now);
            case Outcome.Recovered<Result> recovered -> running.complete(recovered, recovered.value(), now);
            case Outcome.Degraded<Result> degraded -> running.complete(degraded, degraded.value(), now);
            case Outcome.Failed<Result> failed -> running.fail(failed, now);
        };
    }

    private Job settle(Job running, JobState state, Ticket ticket) {
        if (running.state() instanceof JobState.Running since && state instanceof JobState.Completed done) {
            serviceTime.completed(Duration.between(since.since(), done.at()));
        }
        var ended = running.with(state);
        if (state instanceof JobState.WaitingForUser) {
            parked.park(ended, ticket.generation());
        }
        if (!store.replace(running, ended)) {
            throw new IllegalStateException("somebody else ended " + running.id());
        }
        return ended;
    }

    private void announceFailure(Job job, Outcome.Failed<Result> outcome) {
        Log.warnf(
                "job %s failed: %s (%s)",
                job.id(), outcome.failure().type().code(), outcome.failure().detail());
        tickets.open(job, outcome);
        feed.publish(job, new JobEvent.Failed(outcome));
    }

    private void announce(Job job) {
        MDC.put("correlation_id", job.correlationId());
        try {
            switch (job.state()) {
                case JobState.Completed completed -> {
                    var took = Duration.between(job.created(), completed.at());
                    feed.publish(job, new JobEvent.Completed(completed.outcome(), completed.result(), took));
                }
                case JobState.Failed failed -> announceFailure(job, failed.outcome());
                case JobState.WaitingForUser waiting -> announceFailure(job, waiting.outcome());
                case JobState.Cancelled _ -> feed.publish(job, new JobEvent.Cancelled());
                case JobState.Queued _, JobState.Running _ ->
                    throw new IllegalStateException(job.id() + " has not ended");
            }
        } finally {
            MDC.remove("correlation_id");
        }
    }
}
