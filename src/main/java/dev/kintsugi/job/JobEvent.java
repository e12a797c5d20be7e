package dev.kintsugi.job;

import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a job.
 *
 * @param job to which
 * @param seq grows with each event of a job, from 1; numbers may be left out, and none is ever given twice
 * @param at when
 * @param what happened
 */
public record JobEvent(JobId job, long seq, Instant at, What what) {

    /** The kinds of event. */
    public sealed interface What {}

    /**
     * It waits.
     *
     * @param position in the queue, from 0 for the next
     * @param estimate until it is begun; nothing if nothing was measured yet
     * @param postponed why it is not begun yet although a worker is free; nothing if it may be
     */
    public record Queued(int position, Optional<Duration> estimate, Optional<JobState.Postponement> postponed)
            implements What {}

    /** A worker began with it. */
    public record Started() implements What {}

    /**
     * It goes on.
     *
     * @param progress what the pipeline tells
     * @param eta until all pictures are there, from the steps so far; nothing before there is a step to go by
     */
    public record Progressed(Progress progress, Optional<Duration> eta) implements What {}

    /** Something failed and is being repaired. */
    public record Recovering(TrailStep step) implements What {}

    /** It is there. */
    public record Completed(Outcome<JobResult> outcome, JobResult result, Duration took) implements What {}

    /** Nothing could repair it. */
    public record Failed(Outcome.Failed<JobResult> outcome) implements What {}

    /** It was cancelled. */
    public record Cancelled() implements What {}

    /**
     * What tells how a job ended.
     *
     * @throws IllegalStateException if it has not
     */
    public static What endOf(Job job) {
        return switch (job.state()) {
            case JobState.Completed done ->
                new Completed(done.outcome(), done.result(), Duration.between(job.created(), done.at()));
            case JobState.Failed failed -> new Failed(failed.outcome());
            case JobState.WaitingForUser waiting -> new Failed(waiting.outcome());
            case JobState.Cancelled _ -> new Cancelled();
            case JobState.Queued _, JobState.Running _ -> throw new IllegalStateException(job.id() + " has not ended");
        };
    }

    /** Whether no event follows. */
    public boolean isLast() {
        return switch (what) {
            case Queued _, Started _, Progressed _, Recovering _ -> false;
            case Completed _, Failed _, Cancelled _ -> true;
        };
    }

    /** Whether this event supersedes earlier ones of the same job. */
    public boolean supersedes(JobEvent earlier) {
        return what instanceof Progressed(var now, var _)
                && earlier.what() instanceof Progressed(var before, var _)
                && switch (now) {
                    case Progress.Step _ -> before instanceof Progress.Step;
                    case Progress.Preview _ -> before instanceof Progress.Preview;
                    case Progress.Delta _, Progress.StageDone _, Progress.Resumed _, Progress.Warning _ -> false;
                };
    }

    /**
     * Whether it is of no use once the job goes on: it is sent at once and written later, if at all. All others are written
     * before they are sent.
     */
    public boolean isEphemeral() {
        return what instanceof Progressed progressed
                && switch (progressed.progress()) {
                    case Progress.Step _, Progress.Preview _, Progress.Delta _ -> true;
                    case Progress.StageDone _, Progress.Resumed _, Progress.Warning _ -> false;
                };
    }

    /** Whether it is sent and never written: all that follow of an item are needed, and its end has the whole. */
    public boolean isDelta() {
        return what instanceof Progressed progressed && progressed.progress() instanceof Progress.Delta;
    }

    /** Whether it is a picture of something that is not finished: large, and of no use once the next one is there. */
    public boolean isPreview() {
        return what instanceof Progressed progressed && progressed.progress() instanceof Progress.Preview;
    }
}
