package dev.kintsugi.job.support;

import dev.kintsugi.job.Job;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.TrailStep;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** What the log says of failures of jobs and of their recovery: the severity of the failure decides the level. */
public final class RecoveryLog {

    private static final Logger LOG = Logger.getLogger(RecoveryLog.class);

    private RecoveryLog() {}

    /** A recovery step begins or has ended. */
    public static void step(Job job, TrailStep step) {
        var failure = step.failure();
        var level = step.result() == TrailStep.Result.WORKED ? success(failure) : level(failure.severity());
        if (LOG.isEnabled(level)) {
            fields(job, failure)
                    .with("strategy", step.strategy().code())
                    .with("attempt", String.valueOf(step.number()))
                    .log(() -> LOG.logf(
                            level,
                            "%s in job %s: %s, %s: %s",
                            failure.type().code(),
                            job.id(),
                            step.strategy().code(),
                            step.result().code(),
                            step.action()));
        }
    }

    /** A job has failed. */
    public static void failed(Job job, Failure failure) {
        var level = level(failure.severity());
        if (LOG.isEnabled(level)) {
            fields(job, failure)
                    .with("attempt", String.valueOf(job.attempt()))
                    .log(() -> LOG.logf(
                            level,
                            "job %s failed: %s (%s)",
                            job.id(),
                            failure.type().code(),
                            failure.detail()));
        }
    }

    private static LogFields fields(Job job, Failure failure) {
        var model = job.plan().variant().model().value();
        return LogFields.of(failure)
                .with("correlation_id", job.correlationId())
                .with("job", job.id().value())
                .with("model", failure.context().model().isEmpty() ? model : "");
    }

    /** The level of a line about a failure. */
    public static Level level(Severity severity) {
        return switch (severity) {
            case LOW -> Level.DEBUG;
            case MEDIUM -> Level.INFO;
            case HIGH -> Level.WARN;
            case CRITICAL -> Level.ERROR;
        };
    }

    /** What went well again needs no attention. */
    private static Level success(Failure failure) {
        return failure.severity() == Severity.LOW ? Level.DEBUG : Level.INFO;
    }
}
