package dev.kintsugi.store.analytics;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.analytics.FailureKey;
import dev.kintsugi.report.analytics.KeptFailures.Counts;
import dev.kintsugi.report.analytics.Summary.Ending;
import dev.kintsugi.report.analytics.Summary.JobEnding;
import dev.kintsugi.report.analytics.Summary.Tried;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one window, as they are kept.
 *
 * @param failures by type, severity, operation and model
 * @param outcomes by type and outcome
 * @param strategies by type, strategy and result
 * @param jobs how many ended, by how
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record KeptCounts(List<KeptSlot> failures, List<KeptSlot> outcomes, List<KeptSlot> strategies, List<KeptSlot> jobs) {

    KeptCounts {
        failures = copy(failures);
        outcomes = copy(outcomes);
        strategies = copy(strategies);
        jobs = copy(jobs);
    }

    private static List<KeptSlot> copy(@Nullable List<KeptSlot> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    static KeptCounts of(Counts counts) {
        return new KeptCounts(
                KeptSlot.of(
                        counts.failures(),
                        key -> List.of(key.type().code(), key.severity().code(), key.operation(), key.model())),
                KeptSlot.of(
                        counts.endings(),
                        ending -> List.of(ending.type().code(), ending.outcome().code())),
                KeptSlot.of(
                        counts.tried(),
                        step -> List.of(
                                step.type().code(),
                                step.strategy().code(),
                                step.result().code())),
                KeptSlot.of(counts.jobs(), ending -> List.of(ending.code())));
    }

    Counts toCounts() {
        return new Counts(
                KeptSlot.toSlots(failures, KeptCounts::failure),
                KeptSlot.toSlots(outcomes, KeptCounts::ending),
                KeptSlot.toSlots(strategies, KeptCounts::tried),
                KeptSlot.toSlots(jobs, KeptCounts::job));
    }

    private static Optional<FailureKey> failure(List<String> words) {
        return words.size() != 4
                ? Optional.empty()
                : Words.type(words.get(0))
                        .flatMap(type -> Words.severity(words.get(1))
                                .map(severity -> new FailureKey(type, severity, words.get(3), words.get(2))));
    }

    private static Optional<Ending> ending(List<String> words) {
        return words.size() != 2
                ? Optional.empty()
                : Words.type(words.get(0))
                        .flatMap(type -> Words.outcome(words.get(1)).map(outcome -> new Ending(type, outcome)));
    }

    private static Optional<JobEnding> job(List<String> words) {
        return Arrays.stream(JobEnding.values())
                .filter(ending -> List.of(ending.code()).equals(words))
                .findFirst();
    }

    private static Optional<Tried> tried(List<String> words) {
        return words.size() != 3
                ? Optional.empty()
                : Words.type(words.get(0))
                        .flatMap(type -> Words.strategy(words.get(1))
                                .flatMap(strategy ->
                                        Words.result(words.get(2)).map(result -> new Tried(type, strategy, result))));
    }
}
