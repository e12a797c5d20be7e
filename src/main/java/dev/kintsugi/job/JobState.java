package dev.kintsugi.job;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The state of a job. A transition is a method of the state that allows it:
 *
 * <pre>
 * Queued ──start──▶ Running ──complete──▶ Completed
 *  ▲ │                 ├──────fail──────▶ Failed
 *  │ │                 ├──────fail──────▶ WaitingForUser ──resume──▶ Queued
 *  │ └────cancel───────┼─────cancel─────▶ Cancelled ◀──cancel──┘
 *  └─handBack/postpone─┘
 * </pre>
 */
public sealed interface JobState {

    /** The names of all states on the wire. */
    List<String> CODES = List.of("queued", "running", "waiting_for_user", "completed", "failed", "cancelled");

    /** The name on the wire. */
    String code();

    /** The state of a job that was just accepted. */
    static Queued accepted() {
        return new Queued(Optional.empty());
    }

    /**
     * Why a job is not begun before some time.
     *
     * @param model that kept failing or is not there, and is left alone
     * @param until when it may be tried again
     */
    record Postponement(ModelId model, Instant until) {

        /** Why the job waits and until when, in a sentence. */
        public String text() {
            return "The model " + model
                    + " kept failing or is not there, and is left alone for now, so the job is not begun before "
                    + until.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1) + ".";
        }
    }

    /**
     * Waits for a worker. Entered on submission, left by a worker or by a cancel.
     *
     * @param postponed why it is not begun yet although a worker is free; nothing if it may be
     */
    record Queued(Optional<Postponement> postponed) implements JobState {
        @Override
        public String code() {
            return "queued";
        }

        Running start(Instant now) {
            return new Running(now);
        }

        public Cancelled cancel(Instant now) {
            return new Cancelled(now);
        }
    }

    /**
     * A worker computes it. Left by the worker alone, also after a cancel: it stops the computation first. If the
     * process of the worker ended, another worker begins with it again.
     */
    record Running(Instant since) implements JobState {
        @Override
        public String code() {
            return "running";
        }

        public Completed complete(Outcome<JobResult> outcome, JobResult result, Instant now) {
            return new Completed(now, outcome, result);
        }

        /** Its lease expired, and another worker begins with it. */
        Running restart(Instant now) {
            return new Running(now);
        }

        /** Its worker lets it go unfinished, or its process has ended. */
        public Queued handBack() {
            return accepted();
        }

        /** Its model is left alone for a short time. */
        public Queued postpone(Postponement postponement) {
            return new Queued(Optional.of(postponement));
        }

        /** A caller's mistake is final, and what passes by itself is asked for again; anything else an operator may put right. */
        public JobState fail(Outcome.Failed<JobResult> outcome, Instant now) {
            return canBeResumed(outcome) ? new WaitingForUser(now, outcome) : new Failed(now, outcome);
        }

        public Cancelled cancel(Instant now) {
            return new Cancelled(now);
        }
    }

    /** There is a result, perhaps after a recovery. For ever; removed by retention. */
    record Completed(Instant at, Outcome<JobResult> outcome, JobResult result) implements JobState {
        @Override
        public String code() {
            return "completed";
        }
    }

    /**
     * Nothing could repair it, but a person may: it is kept with all that was finished. Left by a caller who resumes or
     * cancels it; removed by retention.
     */
    record WaitingForUser(Instant at, Outcome.Failed<JobResult> outcome) implements JobState {
        @Override
        public String code() {
            return "waiting_for_user";
        }

        public Queued resume() {
            return accepted();
        }

        public Cancelled cancel(Instant now) {
            return new Cancelled(now);
        }
    }

    /** The caller has to ask for something else, or for the same later. For ever; removed by retention. */
    record Failed(Instant at, Outcome.Failed<JobResult> outcome) implements JobState {
        @Override
        public String code() {
            return "failed";
        }
    }

    /** Cancelled by a caller or its deadline. Final; removed by retention. */
    record Cancelled(Instant at) implements JobState {
        @Override
        public String code() {
            return "cancelled";
        }
    }

    /** Why it is not begun yet although a worker is free; nothing if it may be, or does not wait. */
    default Optional<Postponement> postponement() {
        return this instanceof Queued(var postponed) ? postponed : Optional.empty();
    }

    /** When it ended; nothing if it has not. */
    default Optional<Instant> ended() {
        return switch (this) {
            case Queued _, Running _ -> Optional.empty();
            case Completed completed -> Optional.of(completed.at());
            case Failed failed -> Optional.of(failed.at());
            case WaitingForUser waiting -> Optional.of(waiting.at());
            case Cancelled cancelled -> Optional.of(cancelled.at());
        };
    }

    /**
     * Whether a job that ended so can be resumed once what was wrong is put right; not after its own deadline, and not where nothing
     * is to be put right: the service had too much to do, or a model rests for some seconds.
     */
    static boolean canBeResumed(Outcome.Failed<?> outcome) {
        var type = outcome.failure().type();
        return !type.callersMistake()
                && type != FailureType.MODEL_OVERLOADED
                && outcome.reason() != Decision.Reason.EXPIRED;
    }

    /** Whether nothing will happen to it by itself any more: retention may remove it. */
    default boolean hasEnded() {
        return ended().isPresent();
    }

    /** What it gave; nothing if it gave nothing, or not yet. */
    default Optional<JobResult> made() {
        return this instanceof Completed completed ? Optional.of(completed.result()) : Optional.empty();
    }
}
