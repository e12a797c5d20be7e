package dev.kintsugi.job;

import dev.kintsugi.generation.Result;
import dev.kintsugi.recovery.Outcome;
import java.time.Instant;

/**
 * Where a job is in its life. A transition is a method of the state that allows it:
 *
 * <pre>
 *    ┌──────────────────resume──────────────────┐
 *    ▼                                          │
 * Queued ──start──▶ Running ──fail──▶ WaitingForUser
 *    │                 ├──────fail────────▶ Failed │
 *    │                 ├────complete──────▶ Completed
 *    └────cancel───────┴─────cancel───────▶ Cancelled ◀──cancel
 * </pre>
 */
public sealed interface JobState {

    /** The name on the wire. */
    String code();

    /** Waits for a worker. Entered on submission, left by a worker or by a cancel. */
    record Queued() implements JobState {
        @Override
        public String code() {
            return "queued";
        }

        Running start(Instant now) {
            return new Running(now);
        }

        Cancelled cancel(Instant now) {
            return new Cancelled(now);
        }
    }

    /** A worker computes it. Left by the worker alone, also after a cancel: it stops the computation first. */
    record Running(Instant since) implements JobState {
        @Override
        public String code() {
            return "running";
        }

        Completed complete(Outcome<Result> outcome, Result result, Instant now) {
            return new Completed(now, outcome, result);
        }

        /** A mistake of the caller is the end; anything else somebody may put right. */
        JobState fail(Outcome.Failed<Result> outcome, Instant now) {
            return canBeResumed(outcome) ? new WaitingForUser(now, outcome) : new Failed(now, outcome);
        }

        Cancelled cancel(Instant now) {
            return new Cancelled(now);
        }
    }

    /** There is a result, perhaps after a recovery. For ever; removed by retention. */
    record Completed(Instant at, Outcome<Result> outcome, Result result) implements JobState {
        @Override
        public String code() {
            return "completed";
        }
    }

    /**
     * Nothing could repair it, but a person may: it is kept with all that was finished. Left by whoever resumes or
     * cancels it; removed by retention.
     */
    record WaitingForUser(Instant at, Outcome.Failed<Result> outcome) implements JobState {
        @Override
        public String code() {
            return "waiting_for_user";
        }

        Queued resume() {
            return new Queued();
        }

        Cancelled cancel(Instant now) {
            return new Cancelled(now);
        }
    }

    /** The caller has to ask for something else. For ever; removed by retention. */
    record Failed(Instant at, Outcome.Failed<Result> outcome) implements JobState {
        @Override
        public String code() {
            return "failed";
        }
    }

    /** Somebody did not want it any more. For ever; removed by retention. */
    record Cancelled(Instant at) implements JobState {
        @Override
        public String code() {
            return "cancelled";
        }
    }

    /** Whether nothing will happen to it by itself any more: retention may remove it. */
    default boolean hasEnded() {
        return switch (this) {
            case Queued _, Running _ -> false;
            case WaitingForUser _, Completed _, Failed _, Cancelled _ -> true;
        };
    }

    /** Whether a job that ended so can be resumed once somebody has put right what was wrong. */
    static boolean canBeResumed(Outcome.Failed<?> outcome) {
        return !outcome.failure().type().callersMistake();
    }
}
