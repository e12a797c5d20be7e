package dev.kintsugi.job.worker;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.artifact.Artifacts;
import dev.kintsugi.job.artifact.Checkpoints;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.queue.ServiceTime;
import dev.kintsugi.job.store.FallbackStore;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.support.SupportTickets;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Keeps what came of a job. */
@ApplicationScoped
class JobCompletion {

    private static final Progress HELD = new Progress.Warning(
            "The pictures could not be written and are held in memory: fetch them before the service ends.");

    /** What came of a generation, before it is kept. */
    sealed interface Ended {}

    /** It ran to its end. */
    record With(Outcome<Result> outcome) implements Ended {}

    /** It was stopped. */
    record Cancelled() implements Ended {}

    private final JobStore store;
    private final FallbackStore fallback;
    private final JobFeed feed;
    private final ServiceTime serviceTime;
    private final Artifacts artifacts;
    private final Checkpoints checkpoints;
    private final ParkedJobs parked;
    private final SupportTickets support;
    private final Clock clock;

    JobCompletion(
            JobStore store,
            FallbackStore fallback,
            JobFeed feed,
            ServiceTime serviceTime,
            Artifacts artifacts,
            Checkpoints checkpoints,
            ParkedJobs parked,
            SupportTickets support,
            Clock clock) {
        this.store = store;
        this.fallback = fallback;
        this.feed = feed;
        this.serviceTime = serviceTime;
        this.artifacts = artifacts;
        this.checkpoints = checkpoints;
        this.parked = parked;
        this.support = support;
        this.clock = clock;
    }

    /**
     * Keeps how it ended, the pictures first.
     *
     * @param handedBack whether it was stopped so that another instance can start it
     * @throws IllegalStateException if the job is in other hands by now
     */
    Job settle(Job running, Ended end, RunnableJob runnable, boolean handedBack) {
        return switch (end) {
            case Cancelled _ ->
                handedBack ? handBack(running) : replace(running, new JobState.Cancelled(clock.instant()));
            case With with ->
                switch (with.outcome()) {
                    case Outcome.Completed<Result> done -> complete(running, done, done.value());
                    case Outcome.Recovered<Result> done -> complete(running, done, done.value());
                    case Outcome.Degraded<Result> done -> complete(running, done, done.value());
                    case Outcome.Failed<Result> failed -> fail(running, failed, runnable);
                };
        };
    }

    private Job handBack(Job running) {
        var waiting = running.handedBack(new JobState.Queued());
        store.replace(running, waiting); // else it is in other hands already
        return waiting;
    }

    private Job fail(Job running, Outcome.Failed<Result> failed, RunnableJob runnable) {
        var now = clock.instant();
        var reason = running.order().isLate(now) ? Decision.Reason.EXPIRED : failed.reason();
        var outcome = new Outcome.Failed<JobResult>(failed.failure(), reason, failed.trail());
        var ended = new JobState.Running(now).fail(outcome, now);
        if (ended instanceof JobState.WaitingForUser) {
            parked.park(running, runnable.generation());
        }
        support.open(running, outcome);
        return replace(running, ended);
    }

    private Job complete(Job running, Outcome<Result> outcome, Result result) {
        return artifacts.keep(result, kept -> {
            var now = clock.instant();
            if (kept.artifacts().stream().anyMatch(made -> fallback.isHeld(made.digest()))) {
                feed.progress(running, new JobEvent.Progressed(HELD, Optional.empty()));
            }
            var completed = replace(running, new JobState.Completed(now, outcome.map(_ -> kept), kept));
            if (running.state() instanceof JobState.Running since) {
                serviceTime.completed(Duration.between(since.since(), now)); // once, however often it was tried
            }
            return completed;
        });
    }

    /** A change may have been written though its answer was lost: then a retry must not take it for another instance's. */
    private static boolean isMine(Job kept, Job running, JobState state) {
        return kept.attempt() == running.attempt()
                && kept.state().code().equals(state.code())
                && kept.state()
                        .made()
                        .map(JobResult::artifacts)
                        .equals(state.made().map(JobResult::artifacts));
    }

    private Job replace(Job running, JobState state) {
        var ended = running.with(state);
        if (!store.replace(running, ended)) {
            ended = store.find(running.id())
                    .filter(kept -> isMine(kept, running, state))
                    .orElseThrow(() -> new IllegalStateException("another worker ended " + running.id()));
        }
        if (!(state instanceof JobState.WaitingForUser)) {
            checkpoints.forget(running.id());
        }
        return ended;
    }
}
