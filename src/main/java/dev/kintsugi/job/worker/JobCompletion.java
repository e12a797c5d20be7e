package dev.kintsugi.job.worker;

import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.artifact.Artifacts;
import dev.kintsugi.job.artifact.Checkpoints;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.JobTransitions;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.Transition;
import dev.kintsugi.job.queue.ServiceTime;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Keeps what came of a job. Safe to repeat with the same end. */
@ApplicationScoped
class JobCompletion {

    private static final Progress HELD = new Progress.Warning(
            "The results could not be written and are held in memory: fetch them before the service ends.");

    private final JobTransitions transitions;
    private final Artifacts artifacts;
    private final Checkpoints checkpoints;
    private final FailedJobs failures;
    private final JobFeed feed;
    private final ServiceTime serviceTime;

    JobCompletion(
            JobTransitions transitions,
            Artifacts artifacts,
            Checkpoints checkpoints,
            FailedJobs failures,
            JobFeed feed,
            ServiceTime serviceTime) {
        this.transitions = transitions;
        this.artifacts = artifacts;
        this.checkpoints = checkpoints;
        this.failures = failures;
        this.feed = feed;
        this.serviceTime = serviceTime;
    }

    /** Keeps how a job ended, its artifacts first. Blocks. */
    Transition settle(RunningJob running, JobComputation.Ended end) {
        return switch (end) {
            case JobComputation.Stopped stopped ->
                stopped.handedBack()
                        ? transitions.handBack(running)
                        : end(running, now -> running.state().cancel(now));
            case JobComputation.With with ->
                switch (with.outcome()) {
                    case Outcome.Completed<Result> done -> complete(running, done, done.value());
                    case Outcome.Recovered<Result> done -> complete(running, done, done.value());
                    case Outcome.Degraded<Result> done -> complete(running, done, done.value());
                    case Outcome.Failed<Result> failed ->
                        failures.postponement(running, failed)
                                .map(postponement -> transitions.postpone(running, postponement))
                                .orElseGet(() -> end(running, now -> failed(running, failed, now)));
                };
        };
    }

    private JobState failed(RunningJob running, Outcome.Failed<Result> failed, Instant now) {
        var reason = lackedTime(running, failed.failure()) ? Decision.Reason.EXPIRED : failed.reason();
        var outcome = new Outcome.Failed<JobResult>(
                failed.failure(), running.job().order().reason(reason, now), failed.trail());
        var ended = running.state().fail(outcome, now);
        failures.remember(running, ended, outcome);
        return ended;
    }

    /** What its deadline left no time for, a moment before it passes. */
    private static boolean lackedTime(RunningJob running, Failure failure) {
        return switch (failure.type()) {
            case INFERENCE_TIMEOUT, MODEL_LOADING_TIMEOUT ->
                running.runnable().generation().lacksTime();
            default -> false;
        };
    }

    private Transition complete(RunningJob running, Outcome<Result> outcome, Result result) {
        return artifacts.keep(result, kept -> {
            if (artifacts.isHeld(kept)) {
                feed.progress(running.job(), new JobEvent.Progressed(HELD, Optional.empty()));
            }
            return end(running, now -> running.state().complete(outcome.map(_ -> kept), kept, now));
        });
    }

    private Transition end(RunningJob running, Function<Instant, JobState> state) {
        var transition = transitions.end(running, state);
        if (transition instanceof Transition.Made(var job)) {
            ended(running, job.state());
        }
        return transition;
    }

    /** Once, however often it was tried. */
    private void ended(RunningJob running, JobState state) {
        if (!(state instanceof JobState.WaitingForUser)) {
            checkpoints.forget(running.id());
        }
        if (state instanceof JobState.Completed completed) {
            var took = Duration.between(running.state().since(), completed.at());
            var company = running.runnable().generation().company();
            serviceTime.completed(
                    running.runnable().kind(),
                    running.runnable().amount(),
                    Duration.ofNanos(Math.round(took.toNanos() / company)));
        }
    }
}
