package dev.kintsugi.ops.log;

import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What the log says of failures whose caller has left before it could be told: nothing if the failure is one of those that
 * callers are told in words, the whole of it if it is unexpected.
 */
@ApplicationScoped
class DroppedFailures {

    void start(@Observes @Priority(1) StartupEvent event) {
        Infrastructure.setDroppedExceptionHandler(DroppedFailures::log);
    }

    private static void log(Throwable thrown) {
        if (thrown instanceof TypedException || thrown instanceof FailureException) {
            Log.debugf("a caller left before it could be told: %s", thrown.getMessage());
        } else {
            Log.error("a caller left before it could be told of an unexpected failure", thrown);
        }
    }
}
