package dev.kintsugi.report.analytics;

import dev.kintsugi.report.analytics.Summary.Ending;
import dev.kintsugi.report.analytics.Summary.JobEnding;
import dev.kintsugi.report.analytics.Summary.Tried;
import dev.kintsugi.report.analytics.window.CountRing.Slot;
import dev.kintsugi.report.analytics.window.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is kept over a restart.
 *
 * @param since when counting began
 * @param counts of each window
 * @param recent the last failures, in any order
 */
public record KeptFailures(Instant since, Map<Window, Counts> counts, List<FailureRecord> recent) {

    /** The counts of one window. */
    public record Counts(
            List<Slot<FailureKey>> failures,
            List<Slot<Ending>> endings,
            List<Slot<Tried>> tried,
            List<Slot<JobEnding>> jobs) {
        public Counts {
            failures = List.copyOf(failures);
            endings = List.copyOf(endings);
            tried = List.copyOf(tried);
            jobs = List.copyOf(jobs);
        }
    }

    public KeptFailures {
        counts = Map.copyOf(counts);
        recent = List.copyOf(recent);
    }
}
