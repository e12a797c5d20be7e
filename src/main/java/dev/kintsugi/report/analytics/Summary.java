package dev.kintsugi.report.analytics;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.report.analytics.window.TopRing.Top;
import dev.kintsugi.report.analytics.window.Window;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The failures of a window of time.
 *
 * @param window which one
 * @param observed how much of it was counted: less than its length soon after the first start
 * @param failures by what they are counted by
 * @param endings how often each outcome was reached, since the window began
 * @param tried how often each strategy worked and did not
 * @param patterns the messages that came most often, the most frequent first
 * @param spikes what rises now
 */
public record Summary(
        Window window,
        Duration observed,
        Map<FailureKey, Long> failures,
        Map<Ending, Long> endings,
        Map<Tried, Long> tried,
        List<Top<Pattern>> patterns,
        List<Spike> spikes) {

    /** A kind of message. */
    public record Pattern(FailureType type, String text) {}

    /** What became of failures of a kind. */
    public record Ending(FailureType type, FailureOutcome outcome) {}

    /** How a strategy did against a kind of failure. */
    public record Tried(FailureType type, RecoveryStrategy strategy, TrailStep.Result result) {}

    /** How a job ended. */
    public enum JobEnding {
        COMPLETED,
        RECOVERED,
        DEGRADED,
        FAILED;

        static JobEnding of(Outcome<?> outcome) {
            return switch (outcome) {
                case Outcome.Completed<?> _ -> COMPLETED;
                case Outcome.Recovered<?> _ -> RECOVERED;
                case Outcome.Degraded<?> _ -> DEGRADED;
                case Outcome.Failed<?> _ -> FAILED;
            };
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Summary {
        failures = Map.copyOf(failures);
        endings = Map.copyOf(endings);
        tried = Map.copyOf(tried);
        patterns = List.copyOf(patterns);
        spikes = List.copyOf(spikes);
    }
}
