package dev.kintsugi.report.analytics;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.report.analytics.Summary.JobEnding;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the failures that jobs meet: each once, however many steps it took, and not again if its job is resumed. What becomes of
 * them is what becomes of the job.
 */
@ApplicationScoped
class JobFailures implements JobListener {

    /** So many are remembered after the end of their jobs. */
    private static final int REMEMBERED = 4096;

    /**
     * What is counted once.
     *
     * @param step 0 for the failure itself, else the number of a step that ended
     */
    private record Seen(JobId job, FailureType type, Instant at, int step) {}

    /** What a job met that has not ended. */
    private static final class Open {
        private final Set<Seen> seen = new HashSet<>();
        private final List<FailureRecord> failures = new ArrayList<>();
    }

    private final Map<JobId, Open> open = new HashMap<>();
    private final Map<Seen, Boolean> before = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Seen, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final FailureLog log;

    JobFailures(FailureLog log) {
        this.log = log;
    }

    @Override
    public void on(Job job, JobEvent event) {
        switch (event.what()) {
            case JobEvent.Queued _, JobEvent.Started _, JobEvent.Progressed _ -> {}
            case JobEvent.Recovering recovering -> step(job, recovering.step());
            case JobEvent.Completed completed -> {
                log.jobEnded(JobEnding.of(completed.outcome()));
                end(job, ending(completed.outcome()));
            }
            case JobEvent.Failed failed -> {
                log.jobEnded(JobEnding.FAILED);
                met(job, failed.outcome().failure());
                end(job, FailureOutcome.FAILED);
            }
            case JobEvent.Cancelled _ -> end(job, FailureOutcome.CANCELLED);
        }
    }

    private static FailureOutcome ending(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Completed<?> _, Outcome.Recovered<?> _ -> FailureOutcome.REPAIRED;
            case Outcome.Degraded<?> _ -> FailureOutcome.DEGRADED;
            case Outcome.Failed<?> _ -> FailureOutcome.FAILED;
        };
    }

    private void step(Job job, TrailStep step) {
        if (step.foreseen()) {
            return; // nothing has failed
        }
        met(job, step.failure());
        if (step.result() != TrailStep.Result.TRYING && isNew(job, step.failure(), step.number())) {
            log.tried(step);
        }
    }

    private synchronized void met(Job job, Failure failure) {
        if (isNew(job, failure, 0)) {
            of(job).failures.add(log.met(failure, job));
        }
    }

    private synchronized boolean isNew(Job job, Failure failure, int step) {
        var seen = new Seen(job.id(), failure.type(), failure.at(), step);
        return !before.containsKey(seen) && of(job).seen.add(seen);
    }

    private Open of(Job job) {
        return open.computeIfAbsent(job.id(), _ -> new Open());
    }

    private synchronized void end(Job job, FailureOutcome how) {
        var ended = open.remove(job.id());
        if (ended != null) {
            ended.failures.forEach(failure -> log.ended(failure.ended(how)));
            ended.seen.forEach(seen -> before.put(seen, true));
        }
        log.endedOfBefore(job.id(), how);
    }

    @Override
    public synchronized void left(JobId job) {
        open.remove(job);
    }
}
