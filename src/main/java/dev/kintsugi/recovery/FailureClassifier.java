package dev.kintsugi.recovery;

import java.util.Optional;

/** Knows the exceptions of one library or boundary. Lives beside the code that calls it. */
@FunctionalInterface
public interface FailureClassifier {

    /** The kind of failure that this one exception stands for, its causes left aside; empty where it is not known. */
    Optional<FailureType> classify(Throwable thrown);
}
