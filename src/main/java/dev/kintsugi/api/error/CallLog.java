package dev.kintsugi.api.error;

import dev.kintsugi.api.error.Failures.Refusal;
import dev.kintsugi.generation.preflight.KilledGenerations;
import dev.kintsugi.job.support.LogFields;
import dev.kintsugi.job.support.RecoveryLog;
import dev.kintsugi.recovery.failure.FailureType;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * What the log says of calls that failed. How bad the failure is decides the level; a stack trace is logged only if
 * the cause is unknown. Refusals and mistakes of callers are for the metrics: a flood of them is no flood of lines.
 */
public final class CallLog {

    private static final int NOT_IMPLEMENTED = 501;

    private static final Logger LOG = Logger.getLogger(CallLog.class);

    private CallLog() {}

    public static void failed(RoutingContext call, Refusal refusal, Throwable thrown) {
        var failure = refusal.failure();
        var method = call.request().method();
        if (call.response().ended()) {
            LOG.debugf(thrown, "%s %s was answered already", method, call.normalizedPath());
            return;
        }
        if (failure.type() == FailureType.INTERNAL_ERROR) {
            LogFields.of(failure).log(() -> LOG.errorf(thrown, "%s %s failed", method, call.normalizedPath()));
            return;
        }
        var level = level(refusal);
        if (LOG.isEnabled(level)) {
            LogFields.of(failure)
                    .log(() -> LOG.logf(
                            level,
                            "%s %s is answered with %d %s: %s",
                            method,
                            call.normalizedPath(),
                            refusal.status(),
                            failure.type().code(),
                            failure.detail()));
        }
    }

    private static Level level(Refusal refusal) {
        var failure = refusal.failure();
        var callers = refusal.status() < 500 || refusal.status() == NOT_IMPLEMENTED;
        var refused = failure.type() == FailureType.MODEL_OVERLOADED
                || KilledGenerations.refusedUntil(failure).isPresent();
        return callers || refused ? Level.DEBUG : RecoveryLog.level(failure.severity());
    }
}
