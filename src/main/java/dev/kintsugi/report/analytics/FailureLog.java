package dev.kintsugi.report.analytics;

import dev.kintsugi.access.KeyMask;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.report.analytics.Summary.JobEnding;
import dev.kintsugi.report.analytics.Summary.Tried;
import dev.kintsugi.report.analytics.window.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts every failure once, those of jobs and those of requests that were refused. Nothing here blocks. */
@ApplicationScoped
public class FailureLog {

    private final FailureCounts counts = new FailureCounts();
    private final AtomicLong changes = new AtomicLong();
    /** Jobs of which something was open when the service started; as many as failures are remembered at most. */
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    private final FailureAnnouncer announcer;
    private final ModelNames models;
    private final AnalyticsSettings settings;
    private final Clock clock;
    private volatile Instant since;

    FailureLog(FailureAnnouncer announcer, ModelNames models, AnalyticsSettings settings, Clock clock) {
        this.announcer = announcer;
        this.models = models;
        this.settings = settings;
        this.clock = clock;
        this.since = clock.instant();
    }

    /**
     * The failure of a request that no job met.
     *
     * @param operation what was asked for, of few values
     * @param model which one was asked for, as the caller wrote it; empty if it was not said
     */
    public void refused(Failure failure, String operation, String model) {
        var asked =
                failure.context().model().isEmpty() ? model : failure.context().model();
        alone(failure, operation, asked, FailureOutcome.REFUSED);
    }

    /** A failure of the service itself, that no request met. */
    public void noticed(Failure failure) {
        var context = failure.context();
        alone(failure, context.operation(), context.model(), FailureOutcome.FAILED);
    }

    private void alone(Failure failure, String operation, String model, FailureOutcome outcome) {
        announcer.announce(add(new FailureRecord(
                0,
                failure.at(),
                failure.context().correlationId(),
                failure.type(),
                failure.severity(),
                models.bounded(model),
                operation,
                KeyMask.mask(failure.message()),
                outcome,
                "")));
    }

    /** A failure that a job met; it is not known yet what becomes of it. */
    FailureRecord met(Failure failure, Job job) {
        var context = failure.context();
        return add(new FailureRecord(
                0,
                failure.at(),
                job.correlationId(),
                failure.type(),
                failure.severity(),
                context.model().isEmpty() ? job.plan().variant().model().value() : context.model(),
                job.plan().work().kind().code() + "_generation",
                failure.message(),
                FailureOutcome.OPEN,
                job.id().value()));
    }

    private FailureRecord add(FailureRecord failure) {
        changes.incrementAndGet();
        // Anyone can cause those without a key; they would push out what others met.
        return failure.type() == FailureType.AUTHENTICATION_FAILED && failure.outcome() == FailureOutcome.REFUSED
                ? counts.count(failure, clock.millis())
                : counts.add(failure, clock.millis());
    }

    /** It is known now. */
    void ended(FailureRecord failure) {
        changes.incrementAndGet();
        counts.end(failure, clock.millis());
        announcer.announce(failure);
    }

    /** The same of what a job had met before the service was started again. */
    void endedOfBefore(JobId job, FailureOutcome how) {
        if (left.remove(job.value())) {
            counts.recent(failure -> failure.job().equals(job.value()) && failure.outcome() == FailureOutcome.OPEN)
                    .forEach(failure -> ended(failure.ended(how)));
        }
    }

    void tried(TrailStep step) {
        changes.incrementAndGet();
        counts.tried(new Tried(step.failure().type(), step.strategy(), step.result()), clock.millis());
    }

    /** A job ended. */
    void jobEnded(JobEnding how) {
        changes.incrementAndGet();
        counts.job(how, clock.millis());
    }

    /** How often jobs ended in each way. */
    public Map<JobEnding, Long> jobs(Window window) {
        return counts.jobs(window, clock.millis());
    }

    /** How often each kind of failure was met. */
    public Map<FailureKey, Long> counts(Window window) {
        return counts.failures(window, clock.millis());
    }

    public Summary summary(Window window) {
        var now = clock.millis();
        var observed = observed();
        return new Summary(
                window,
                observed.compareTo(window.length()) < 0 ? observed : window.length(),
                counts.failures(window, now),
                counts.endings(window, now),
                counts.tried(window, now),
                counts.patterns(window, now),
                spikes());
    }

    /** The failure types that come far more often than they did, the most frequent first. */
    public List<Spike> spikes() {
        var now = clock.millis();
        return Spike.find(
                counts.failures(Window.MINUTE, now),
                counts.minutes(now),
                Instant.ofEpochMilli(now),
                observed(),
                settings.spikeFactor(),
                settings.spikeMinimum());
    }

    private Duration observed() {
        return Duration.between(since, clock.instant());
    }

    /** Some of the last thousand, the newest first. */
    public List<FailureRecord> recent(FailureFilter filter) {
        return counts.recent(filter);
    }

    /** How often something was counted: the same number means the same counts, but for those that are too old by now. */
    public long changes() {
        return changes.get();
    }

    /** What is to be kept over a restart. */
    public KeptFailures keep() {
        return counts.keep(since, clock.millis());
    }

    /** Counts what was kept, too. */
    public void restore(KeptFailures kept) {
        counts.restore(kept, clock.millis());
        kept.recent().stream()
                .filter(failure -> failure.outcome() == FailureOutcome.OPEN)
                .map(FailureRecord::job)
                .forEach(left::add);
        if (kept.since().isBefore(since)) {
            since = kept.since();
        }
        changes.incrementAndGet();
    }
}
