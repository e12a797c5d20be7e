package dev.kintsugi.generation;

import dev.kintsugi.recovery.FailureClassifier;
import dev.kintsugi.recovery.FailureType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/** Knows what the guards of MicroProfile Fault Tolerance throw when they refuse. */
@ApplicationScoped
class GuardFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case CircuitBreakerOpenException _ -> Optional.of(FailureType.MODEL_OVERLOADED);
            case BulkheadException _ -> Optional.of(FailureType.MODEL_OVERLOADED);
            case TimeoutException _ -> Optional.of(FailureType.INFERENCE_TIMEOUT);
            case io.smallrye.mutiny.TimeoutException _ -> Optional.of(FailureType.INFERENCE_TIMEOUT);
            default -> Optional.empty();
        };
    }
}
