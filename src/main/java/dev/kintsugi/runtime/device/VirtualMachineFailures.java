package dev.kintsugi.runtime.device;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ServiceConfigurationError;

/** Knows what the Java virtual machine itself throws: memory, threads, libraries and classes that it cannot get. */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class VirtualMachineFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case OutOfMemoryError e -> Optional.of(memory(String.valueOf(e.getMessage())));
            case ExceptionInInitializerError _ -> Optional.empty(); // its cause says more
            case LinkageError _, ClassNotFoundException _, ServiceConfigurationError _, MissingResourceException _ ->
                Optional.of(DEPENDENCY_MISSING);
            default -> Optional.empty();
        };
    }

    /** A smaller picture needs less heap and fewer buffers, just as it needs less of a device; it needs no fewer threads. */
    private static FailureType memory(String text) {
        return text.contains("unable to create native thread")
                        || text.contains("etaspace")
                        || text.contains("class space")
                ? SYSTEM_RESOURCE_ERROR
                : VRAM_EXHAUSTION;
    }
}
