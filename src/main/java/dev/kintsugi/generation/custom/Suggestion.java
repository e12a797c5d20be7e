package dev.kintsugi.generation.custom;

import dev.kintsugi.pipeline.plan.Adjustment;
import java.time.Duration;

/** What a {@link CustomStrategy} says. */
sealed interface Suggestion {

    /** Something was put right: try the same again, after a pause. */
    record Retry(Duration after) implements Suggestion {}

    /** Try with lighter parameters. */
    record Adjust(Adjustment parameters) implements Suggestion {}

    /** Try another model. */
    record Fallback(String model) implements Suggestion {}

    /** It cannot help; why, in words for the caller. */
    record GiveUp(String reason) implements Suggestion {}
}
