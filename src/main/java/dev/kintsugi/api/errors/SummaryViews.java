package dev.kintsugi.api.errors;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import dev.kintsugi.report.analytics.FailureKey;
import dev.kintsugi.report.analytics.Summary;
import dev.kintsugi.report.analytics.Summary.Tried;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Sums up counts for clients. */
final class SummaryViews {

    private static final double SECONDS = 60;

    private SummaryViews() {}

    static ErrorsSummaryView of(Summary summary) {
        var minutes = Math.max(1, summary.observed().toSeconds() / SECONDS);
        var all = summary.failures().values().stream().mapToLong(count -> count).sum();
        return new ErrorsSummaryView(
                summary.window().code(),
                summary.observed().toSeconds(),
                all,
                ErrorsSummaryView.rounded(all / minutes),
                counts(summary, minutes, key -> key.type().code()),
                counts(summary, minutes, key -> key.model().isEmpty() ? "none" : key.model()),
                counts(summary, minutes, FailureKey::operation),
                counts(summary, minutes, key -> key.severity().code()),
                outcomes(summary),
                summary.patterns().stream().map(PatternView::of).toList(),
                summary.spikes().stream().map(SpikeView::of).toList(),
                strategies(summary));
    }

    private static List<CountView> counts(Summary summary, double minutes, Function<FailureKey, String> name) {
        var sums = new HashMap<String, Long>();
        summary.failures().forEach((key, count) -> sums.merge(name.apply(key), count, Long::sum));
        return sums.entrySet().stream()
                .map(entry -> new CountView(
                        entry.getKey(), entry.getValue(), ErrorsSummaryView.rounded(entry.getValue() / minutes)))
                .sorted(Comparator.comparingLong(CountView::count).reversed().thenComparing(CountView::name))
                .toList();
    }

    private static Map<String, Long> outcomes(Summary summary) {
        var sums = new TreeMap<String, Long>();
        summary.endings().forEach((ending, count) -> sums.merge(ending.outcome().code(), count, Long::sum));
        return sums;
    }

    private static List<StrategyCountView> strategies(Summary summary) {
        return summary.tried().keySet().stream()
                .map(tried -> Map.entry(tried.type(), tried.strategy()))
                .distinct()
                .sorted(Map.Entry.<FailureType, RecoveryStrategy>comparingByKey()
                        .thenComparing(Map.Entry.comparingByValue()))
                .map(pair -> StrategyCountView.of(
                        pair.getKey().code(),
                        pair.getValue().code(),
                        count(summary, pair, Result.WORKED),
                        count(summary, pair, Result.FAILED),
                        count(summary, pair, Result.WITHHELD)))
                .toList();
    }

    private static long count(Summary summary, Map.Entry<FailureType, RecoveryStrategy> pair, Result result) {
        return summary.tried().getOrDefault(new Tried(pair.getKey(), pair.getValue(), result), 0L);
    }
}
