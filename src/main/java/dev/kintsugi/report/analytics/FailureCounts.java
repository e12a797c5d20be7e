package dev.kintsugi.report.analytics;

import dev.kintsugi.report.analytics.Summary.Ending;
import dev.kintsugi.report.analytics.Summary.JobEnding;
import dev.kintsugi.report.analytics.Summary.Pattern;
import dev.kintsugi.report.analytics.Summary.Tried;
import dev.kintsugi.report.analytics.window.CountRing.Slot;
import dev.kintsugi.report.analytics.window.MessagePattern;
import dev.kintsugi.report.analytics.window.TopRing;
import dev.kintsugi.report.analytics.window.TopRing.Top;
import dev.kintsugi.report.analytics.window.Window;
import dev.kintsugi.report.analytics.window.Windows;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * All that is counted of failures. Each call takes a few locks one after the other, each for well below a microsecond; reading
 * takes them for one slot of a window at a time.
 */
final class FailureCounts {

    private static final int TOP = 20;

    private final Windows<FailureKey> failures = new Windows<>(FailureKey::ofAnyModel);
    private final Windows<Ending> endings = new Windows<>(ending -> ending);
    private final Windows<Tried> tried = new Windows<>(step -> step);
    private final Windows<JobEnding> jobs = new Windows<>(ending -> ending);
    private final TopRing<Pattern> hourly = new TopRing<>(Window.HOUR.length());
    private final TopRing<Pattern> daily = new TopRing<>(Window.DAY.length());
    private final RecentFailures recent = new RecentFailures();

    /** @return the same with its number */
    FailureRecord add(FailureRecord failure, long now) {
        return recent.add(count(failure, now));
    }

    /** Counts one that is not to be listed. */
    FailureRecord count(FailureRecord failure, long now) {
        failures.add(failure.key(), now);
        addPattern(failure, now);
        if (failure.outcome() != FailureOutcome.OPEN) {
            endings.add(new Ending(failure.type(), failure.outcome()), now);
        }
        return failure;
    }

    private void addPattern(FailureRecord failure, long now) {
        var pattern = new Pattern(failure.type(), MessagePattern.of(failure.message()));
        hourly.add(pattern, now);
        daily.add(pattern, now);
    }

    /** It is known what became of one that was open. */
    void end(FailureRecord ended, long now) {
        endings.add(new Ending(ended.type(), ended.outcome()), now);
        recent.replace(ended);
    }

    void tried(Tried step, long now) {
        tried.add(step, now);
    }

    void job(JobEnding ending, long now) {
        jobs.add(ending, now);
    }

    Map<JobEnding, Long> jobs(Window window, long now) {
        return jobs.counts(window, now);
    }

    Map<FailureKey, Long> failures(Window window, long now) {
        return failures.counts(window, now);
    }

    /** By the minute of the clock, for two hours, in any order. */
    List<Slot<FailureKey>> minutes(long now) {
        return failures.slots(Window.HOUR, now);
    }

    Map<Ending, Long> endings(Window window, long now) {
        return endings.counts(window, now);
    }

    Map<Tried, Long> tried(Window window, long now) {
        return tried.counts(window, now);
    }

    List<Top<Pattern>> patterns(Window window, long now) {
        return switch (window) {
            case MINUTE, HOUR -> hourly.top(TOP, now);
            case DAY -> daily.top(TOP, now);
        };
    }

    List<FailureRecord> recent(Predicate<FailureRecord> which) {
        return recent.all().stream().filter(which).toList();
    }

    List<FailureRecord> recent(FailureFilter filter) {
        return recent.all().stream().filter(filter::takes).limit(filter.limit()).toList();
    }

    KeptFailures keep(Instant since, long now) {
        var counts = new HashMap<Window, KeptFailures.Counts>();
        for (var window : Window.values()) {
            counts.put(
                    window,
                    new KeptFailures.Counts(
                            failures.slots(window, now),
                            endings.slots(window, now),
                            tried.slots(window, now),
                            jobs.slots(window, now)));
        }
        return new KeptFailures(since, counts, recent.all());
    }

    /** Counts what was counted before a restart, too. */
    void restore(KeptFailures kept, long now) {
        kept.counts().forEach((window, counts) -> {
            failures.restore(window, counts.failures(), now);
            endings.restore(window, counts.endings(), now);
            tried.restore(window, counts.tried(), now);
            jobs.restore(window, counts.jobs(), now);
        });
        kept.recent().stream()
                .sorted(Comparator.comparing(FailureRecord::at).reversed())
                .forEach(recent::addOlder);
        kept.recent().reversed().forEach(failure -> restorePattern(failure, now));
    }

    private void restorePattern(FailureRecord failure, long now) {
        var at = failure.at().toEpochMilli();
        var pattern = new Pattern(failure.type(), MessagePattern.of(failure.message()));
        hourly.restore(pattern, at, now);
        daily.restore(pattern, at, now);
    }
}
