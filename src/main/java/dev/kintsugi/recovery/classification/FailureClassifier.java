package dev.kintsugi.recovery.classification;

import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import java.util.Optional;

/** Knows the exceptions of one library or boundary. Lives beside the code that calls it. */
@FunctionalInterface
public interface FailureClassifier {

    /** The priority of the classifiers that come with the service: whatever else says no priority is asked first. */
    int BUILT_IN = -100;

    /** The kind of failure that this one exception stands for, its causes left aside; empty if it is not known. */
    Optional<FailureType> classify(Throwable thrown);

    /** The same, for the few exceptions whose meaning depends on where they were thrown. */
    default Optional<FailureType> classify(Throwable thrown, FailureContext context) {
        return classify(thrown);
    }

    /** The code that the library itself gives this exception, such as {@code ORT_FAIL} or an SQLState. */
    default Optional<String> code(Throwable thrown) {
        return Optional.empty();
    }
}
