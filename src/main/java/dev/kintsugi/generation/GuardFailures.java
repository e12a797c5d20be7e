package dev.kintsugi.generation;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.failure.FailureType;
import io.smallrye.faulttolerance.api.RateLimitException;
import io.smallrye.mutiny.subscription.BackPressureFailure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/** Knows what the guards of MicroProfile Fault Tolerance, Mutiny and executors throw when they refuse or give up. */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class GuardFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case CircuitBreakerOpenException _, BulkheadException _, RejectedExecutionException _ ->
                Optional.of(MODEL_OVERLOADED);
            case RateLimitException _ -> Optional.of(RATE_LIMIT_EXCEEDED);
            case TimeoutException _, io.smallrye.mutiny.TimeoutException _, java.util.concurrent.TimeoutException _ ->
                Optional.of(INFERENCE_TIMEOUT);
            // The subscriber requests less than is emitted.
            case BackPressureFailure _ -> Optional.of(BANDWIDTH_LIMITATION);
            default -> Optional.empty();
        };
    }
}
