package dev.kintsugi.recovery.trail;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done about one failure.
 *
 * @param number counted from 1 within the operation
 * @param failure what had gone wrong
 * @param strategy which strategy was used
 * @param action what was done, in plain words
 * @param change what became different in the plan, null if the plan stayed the same
 * @param at when it was begun
 * @param took how long it and the try that followed took; zero while it is under way
 * @param result how it ended
 * @param foreseen whether it was done before the failure could happen, because it had happened to others
 */
public record TrailStep(
        int number,
        Failure failure,
        RecoveryStrategy strategy,
        String action,
        @Nullable Change change,
        Instant at,
        Duration took,
        Result result,
        boolean foreseen) {

    /** How a step ended. */
    public enum Result {
        /** It is under way. */
        TRYING,
        /** The try after it succeeded. */
        WORKED,
        /** It could not be done, or the try after it failed as well. */
        FAILED,
        /** It was not done, since too much is being tried again already: that says nothing of whether it works. */
        WITHHELD;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether what it foresaw did not come, but something that has nothing to do with it. */
    public boolean isAvoidedBy(Failure other) {
        return foreseen && failure.type().category() != other.type().category();
    }

    /** The same in a longer trail; what was under way when its process ended did not help. */
    public TrailStep earlier(int place) {
        var end = result == Result.TRYING ? Result.FAILED : result;
        return new TrailStep(place, failure, strategy, action, change, at, took, end, foreseen);
    }

    public TrailStep advised(String what, Change advised) {
        return new TrailStep(number, failure, strategy, what, advised, at, took, result, foreseen);
    }

    public TrailStep ended(Result how, String what, Duration duration) {
        return new TrailStep(number, failure, strategy, what, change, at, duration, how, foreseen);
    }
}
