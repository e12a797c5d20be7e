package dev.kintsugi.job;

import dev.kintsugi.generation.Result;
import dev.kintsugi.recovery.Outcome;
import java.time.Instant;

/**
 * Where a job is in its life. A transition is a method of the state that allows it:
 *
 * <pre>
 * Queued ──start──▶ Running ──complete──▶ Completed
 *    │                 ├──────fail──────▶ Failed
 *    └────cancel───────┴─────cancel─────▶ Cancelled
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

        Failed fail(Outcome.Failed<Result> outcome, Instant now) {
            return new Failed(now, outcome);
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

    /** Nothing could repair it. For ever; removed by retention. */
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

    /** Whether nothing will happen to it any more. */
    default boolean isFinal() {
        return switch (this) {
            case Queued _, Running _ -> false;
            case Completed _, Failed _, Cancelled _ -> true;
        };
    }
}
