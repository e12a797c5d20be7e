package dev.kintsugi.report.status;

import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.report.analytics.Summary.JobEnding;
import dev.kintsugi.report.analytics.window.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.TreeMap;

/** What became of the jobs of the last hour, and what failed. */
@ApplicationScoped
class JobEnds {

    private final FailureLog log;

    JobEnds(FailureLog log) {
        this.log = log;
    }

    FailuresView view() {
        var met = new TreeMap<String, Long>();
        log.counts(Window.HOUR).forEach((key, count) -> met.merge(key.type().code(), count, Long::sum));
        var jobs = log.jobs(Window.HOUR);
        return new FailuresView(
                jobs.getOrDefault(JobEnding.COMPLETED, 0L),
                jobs.getOrDefault(JobEnding.RECOVERED, 0L),
                jobs.getOrDefault(JobEnding.DEGRADED, 0L),
                jobs.getOrDefault(JobEnding.FAILED, 0L),
                met);
    }
}
