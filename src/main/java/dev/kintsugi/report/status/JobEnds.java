package dev.kintsugi.report.status;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.report.analytics.window.CountRing;
import dev.kintsugi.report.analytics.window.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.TreeMap;

/** Counts what became of the jobs of the last hour. */
@ApplicationScoped
class JobEnds implements JobListener {

    private enum End {
        COMPLETED,
        RECOVERED,
        DEGRADED,
        FAILED;

        static End of(Outcome<?> outcome) {
            return switch (outcome) {
                case Outcome.Completed<?> _ -> COMPLETED;
                case Outcome.Recovered<?> _ -> RECOVERED;
                case Outcome.Degraded<?> _ -> DEGRADED;
                case Outcome.Failed<?> _ -> FAILED;
            };
        }
    }

    private final CountRing<End> ends = Window.HOUR.ring(end -> end);
    private final FailureLog failures;
    private final Clock clock;

    JobEnds(FailureLog failures, Clock clock) {
        this.failures = failures;
        this.clock = clock;
    }

    @Override
    public void on(Job job, JobEvent event) {
        switch (event.what()) {
            case JobEvent.Queued _, JobEvent.Started _, JobEvent.Progressed _ -> {}
            case JobEvent.Recovering _, JobEvent.Cancelled _ -> {}
            case JobEvent.Completed completed -> ends.add(End.of(completed.outcome()), clock.millis());
            case JobEvent.Failed failed -> ends.add(End.of(failed.outcome()), clock.millis());
        }
    }

    FailuresView view() {
        var met = new TreeMap<String, Long>();
        failures.counts(Window.HOUR)
                .forEach((key, count) -> met.merge(key.type().code(), count, Long::sum));
        var counts = ends.counts(clock.millis());
        return new FailuresView(
                counts.getOrDefault(End.COMPLETED, 0L),
                counts.getOrDefault(End.RECOVERED, 0L),
                counts.getOrDefault(End.DEGRADED, 0L),
                counts.getOrDefault(End.FAILED, 0L),
                met);
    }
}
