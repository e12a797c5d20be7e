package dev.kintsugi.api.error;

import dev.kintsugi.api.error.Failures.Refusal;
import dev.kintsugi.generation.preflight.KilledGenerations;
import dev.kintsugi.recovery.failure.FailureType;
import io.quarkus.logging.Log;
import io.vertx.ext.web.RoutingContext;

/**
 * What the log says of calls that failed. How bad the failure is decides the level; a stack trace stands there only when
 * the cause is unknown. Refusals and mistakes of callers are for the metrics: a flood of them is no flood of lines.
 */
public final class CallLog {

    private CallLog() {}

    public static void failed(RoutingContext call, Refusal refusal, Throwable thrown) {
        var failure = refusal.failure();
        if (call.response().ended()) {
            Log.debugf(thrown, "%s %s was answered already", call.request().method(), call.normalizedPath());
            return;
        }
        if (failure.type() == FailureType.INTERNAL_ERROR) {
            Log.errorf(thrown, "%s %s failed", call.request().method(), call.normalizedPath());
            return;
        }
        var line = "%s %s is answered with %d %s: %s"
                .formatted(
                        call.request().method(),
                        call.normalizedPath(),
                        refusal.status(),
                        failure.type().code(),
                        failure.detail());
        var refused = failure.type() == FailureType.MODEL_OVERLOADED
                || KilledGenerations.refusedUntil(failure).isPresent();
        if (refusal.status() < 500 || refused) {
            Log.debug(line);
            return;
        }
        switch (failure.severity()) {
            case LOW -> Log.debug(line);
            case MEDIUM -> Log.info(line);
            case HIGH -> Log.warn(line);
            case CRITICAL -> Log.error(line);
        }
    }
}
